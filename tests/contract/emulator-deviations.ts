/**
 * Cases that the vendor's emulator (`npx workos emulate`) fails, with what it does instead. They are run too and have to fail
 * there: where the emulator catches up, the list has to shrink.
 */
export const emulatorDeviations: Readonly<Record<string, string>> = {
  "authorize shows a page of WorkOS before it returns to the app":
    "it has no sign-in page and redirects at once",
  "authorize never redirects to an unregistered path": "any address of this machine is a redirect URI to it",
  "authorize refuses an unknown client": "it does not look at the client id",
  "authorize refuses a request without a code challenge": "PKCE is checked only where it was begun",
  "a replayed authorization code ends the session made from it": "it forgets a used code entirely",
  "a refused authorization code is answered as an OAuth error": "it answers every error as {code, message}",
  "authenticate refuses an unknown client": "it does not look at the client id",
  "the access token lasts five minutes": "its tokens last an hour",
  "a refresh keeps the session": "it opens a new session at every refresh",
  "logout lets the refresh token die": "refresh tokens live on",
  "a revoked session's refresh token is dead": "refresh tokens live on",
  "a Magic Auth code is made for an address without an account": "it answers 404 for unknown addresses",
  "an address that is none is answered 422 with the wrong field":
    "it does not look at the form of an address",
  "the fourth Magic Auth code within a minute is refused with a waiting time": "it has no limit per address",
  "a wrong Magic Auth code is refused as invalid_one_time_code": "it says invalid_code",
  "a used Magic Auth code is refused as one_time_code_previously_used": "it says invalid_code",
  "a newer Magic Auth code replaces the older one": "every code of an address is accepted",
  "guessing stops after ten wrong Magic Auth codes": "it accepts unlimited guesses",
  "the Magic Auth grant refuses a client without the API key": "it does not look at the client secret",
};

/**
 * Contract cases that WorkOS's emulator (`npx workos emulate`) fails, with what it does instead. They are run and must fail there,
 * so that a case that the emulator has fixed is removed here.
 */
export const emulatorDeviations: Readonly<Record<string, string>> = {
  "authorize shows a page of WorkOS before it returns to the app":
    "it has no sign-in page and redirects at once",
  "authorize never redirects to an unregistered path":
    "it accepts any address of this machine as a redirect URI",
  "authorize refuses an unknown client": "it does not look at the client id",
  "authorize refuses a request without a code challenge":
    "it checks PKCE only for requests that began with it",
  "a replayed authorization code ends the session made from it": "it forgets a used code entirely",
  "a refused authorization code is answered as an OAuth error": "it answers every error as {code, message}",
  "authenticate refuses an unknown client": "it does not look at the client id",
  "the access token lasts five minutes": "its tokens last an hour",
  "a refresh keeps the session": "it opens a new session at every refresh",
  "logout invalidates the refresh token": "refresh tokens stay valid",
  "a revoked session's refresh token is refused": "refresh tokens stay valid",
  "a Magic Auth code is made for an address without an account": "it answers 404 for unknown addresses",
  "a malformed address is answered 422 with the wrong field": "it doesn't validate addresses",
  "the fourth Magic Auth code within a minute is refused with a retry time": "it has no limit per address",
  "a wrong Magic Auth code is refused as invalid_one_time_code": "it answers invalid_code",
  "a used Magic Auth code is refused as one_time_code_previously_used": "it answers invalid_code",
  "a newer Magic Auth code replaces the older one": "every code of an address is accepted",
  "guessing stops after ten wrong Magic Auth codes": "it accepts unlimited guesses",
  "the Magic Auth grant refuses a client without the API key": "it does not look at the client secret",
};

import { getSignInUrl } from "../../../src/calls/get-sign-in-url.ts";

// #region options
/** For one organization and one person, with a consent screen, and another registered callback. */
export function inviteToOrganization(organizationId: string, email: string): Promise<string> {
  return getSignInUrl({
    organizationId,
    loginHint: email,
    prompt: "consent",
    redirectUri: "/auth/second/callback",
    state: { invitedBy: "user_123" },
    returnTo: "/welcome",
  });
}
// #endregion

// #region recent
/** Before something grave: asks for credentials again unless they were given in the last five minutes. */
export async function requireRecentSignIn(): Promise<void> {
  window.location.assign(await getSignInUrl({ maxAge: 300 }));
}
// #endregion

import { getSignInUrl } from "../../../src/calls/get-sign-in-url.ts";
import { useAuth } from "../../../src/session/use-auth.ts";

// #region state
/** Before the sign-in: what should be known after it. */
export async function joinTeam(teamId: string): Promise<void> {
  const state = JSON.stringify({ teamId, referrer: "pricing-page" });
  window.location.assign(await getSignInUrl({ state, returnTo: "/teams" }));
}

/** After it, on whichever page it landed. */
export function JoinedTeam() {
  const { user, callbackState } = useAuth();
  if (user === null || typeof callbackState !== "string") return null;
  const { teamId, referrer } = JSON.parse(callbackState);
  return <p>{`${user.email} joins ${teamId}, coming from ${referrer}`}</p>;
}
// #endregion

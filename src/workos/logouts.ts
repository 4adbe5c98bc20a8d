import { withTimeLimit } from "../contract/time-limit.ts";
import { type PendingLogouts } from "./pending-logouts.ts";
import { workosTimeoutMs } from "./request-guard.ts";

/** Younger ones belong to a tab that is just leaving for the logout itself. */
const leastAgeOfPendingLogoutMs = 10_000;

type Parts = {
  apiOrigin: string;
  /** Past the request guard, which answers the logouts of the SDK's. */
  fetch: typeof fetch;
  pendingLogouts: PendingLogouts;
  /** Absolute URL of the page that WorkOS's logout comes back to. */
  signedOutUrl: string;
};

export type Logouts = ReturnType<typeof createLogouts>;

/** The ends of sessions that WorkOS must still be told of: by leaving for its logout, or from inside the page. */
export function createLogouts({ apiOrigin, fetch, pendingLogouts, signedOutUrl }: Parts) {
  const buildUrl = (sessionId: string, returnTo: string): string => {
    const url = new URL("/user_management/sessions/logout", apiOrigin);
    url.search = new URLSearchParams({ session_id: sessionId, return_to: returnTo }).toString();
    return url.href;
  };

  /** Ends a session at WorkOS from inside the page. The answer is opaque; that it came is enough. */
  const tell = async (sessionId: string): Promise<boolean> => {
    try {
      await withTimeLimit(
        (signal) =>
          fetch(buildUrl(sessionId, signedOutUrl), {
            mode: "no-cors",
            credentials: "include",
            keepalive: true,
            signal,
          }),
        workosTimeoutMs,
      );
    } catch {
      return false;
    }
    pendingLogouts.remove(sessionId);
    return true;
  };

  return {
    buildUrl,
    tell,
    /** Tells WorkOS of the sign-outs that it could not be told of when they happened. */
    tellPending(): void {
      for (const sessionId of pendingLogouts.list(leastAgeOfPendingLogoutMs)) void tell(sessionId);
    },
  };
}

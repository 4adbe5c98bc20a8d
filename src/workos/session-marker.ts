import { type BrowserStorage } from "../config/browser-storage.ts";

/** Where authkit-js keeps the refresh token on `localhost`, and nowhere else. */
export function refreshTokenKey(clientId: string): string {
  return `workos:refresh-token:${clientId}`;
}

/**
 * Whether authkit-js sees a sign that there may be a session, by which it decides to ask for one: its own entry, or the
 * readable cookie that WorkOS sets beside the HttpOnly one.
 */
export function hasSessionMarker(
  clientId: string,
  localStorage: Pick<BrowserStorage, "read">,
  cookies: string,
): boolean {
  if (localStorage.read(refreshTokenKey(clientId)) !== null) return true;
  return [...cookies.matchAll(/(?:^|; *)workos-has-session=([^;]*)/g)].some(
    ([, value = ""]) => value === "1" || value.split(".").includes(clientId),
  );
}

/** Whether a localStorage entry of this name is the SDK's refresh token, written when a sign-in succeeds. */
export function isSessionMarkerKey(key: string | null): boolean {
  return key?.startsWith("workos:refresh-token:") ?? false;
}

/** Where authkit-js keeps the code verifier of the newest URL that it built, in sessionStorage. */
export const codeVerifierKey = "workos:code-verifier";

/**
 * Set in sessionStorage by a sign-in that has left no sign of a session: the browser blocks the authentication domain's cookies, or
 * that domain is on another site, where its cookies are third-party.
 */
export const noSessionCookieKey = "portico:no-session-cookie";

/** The name of that, beside WorkOS's names for its refusals. */
export const sessionCookieBlocked = "session_cookie_blocked";

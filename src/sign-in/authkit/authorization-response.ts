import { type ReturnTo } from "../../contract/return-to.ts";
import { type PendingAuthorization, type PendingAuthorizations } from "../../workos/pending-authorization.ts";

/**
 * What WorkOS sent back to the redirect URI (RFC 6749, section 4.1.2), held against what this tab had asked for.
 * `none`: the page is no callback, or one whose answer was already taken.
 */
export type AuthorizationResponse =
  | { kind: "none" }
  | { kind: "authorized"; request: PendingAuthorization }
  | { kind: "denied"; error: string; returnTo: ReturnTo | null }
  | { kind: "stateMismatch"; returnTo: ReturnTo | null }
  /** `wasBegunHere`: in this browser, by a tab that has forgotten it or by another one. */
  | { kind: "noPendingRequest"; wasBegunHere: boolean; returnTo: ReturnTo | null }
  | { kind: "malformed"; returnTo: ReturnTo | null }
  /** A reload in the middle of the exchange: its code is gone, its deep link isn't. */
  | { kind: "interrupted"; returnTo: ReturnTo | null };

/**
 * The outcome of a callback. Only `authorized` may reach the code exchange: a code whose nonce this tab doesn't know was
 * put there by someone else (login CSRF, RFC 9700, section 4.7).
 *
 * @param url the page's address as it was loaded
 * @param callbackPath pathname of the registered redirect URI; a sign-in may have named another one of its own
 */
export function readAuthorizationResponse(
  url: URL,
  callbackPath: string,
  pending: PendingAuthorizations,
): AuthorizationResponse {
  const authorizationCode = url.searchParams.get("code");
  const oauthState = url.searchParams.get("state");
  const error = url.searchParams.get("error");
  const nonce = parseNonce(oauthState);
  const request = nonce === null ? null : pending.find(nonce);
  if (!isCallback(url, callbackPath, request)) return { kind: "none" };
  if (authorizationCode === null && oauthState === null && error === null) {
    const returnTo = pending.takeFinishing();
    return returnTo === undefined ? { kind: "none" } : { kind: "interrupted", returnTo };
  }

  const recovered = nonce === null || request !== null ? undefined : pending.takeRecovery(nonce);
  if (nonce !== null) pending.forget(nonce);
  const returnTo = request?.returnTo ?? recovered ?? null;
  if (error !== null) return { kind: "denied", error, returnTo };
  if (authorizationCode === null || authorizationCode === "")
    return { kind: "malformed", returnTo: returnTo ?? pending.findNewestReturnTo() ?? null };
  if (request !== null) return { kind: "authorized", request };
  const awaitedReturnTo = pending.findNewestReturnTo();
  if (awaitedReturnTo !== undefined) return { kind: "stateMismatch", returnTo: awaitedReturnTo };
  return { kind: "noPendingRequest", wasBegunHere: recovered !== undefined, returnTo };
}

function isCallback(url: URL, callbackPath: string, request: PendingAuthorization | null): boolean {
  const path = request?.redirectUri ? new URL(request.redirectUri).pathname : callbackPath;
  return url.pathname === path || url.pathname === `${path}/`;
}

/** The nonce inside `state`; the SDK encodes what it is given as JSON. */
function parseNonce(oauthState: string | null): string | null {
  if (oauthState === null) return null;
  try {
    const value: unknown = JSON.parse(oauthState);
    return typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? value : null;
  } catch {
    return null;
  }
}

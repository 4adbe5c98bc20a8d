import { buildPathKey } from "../../contract/path-key.ts";
import { type ReturnTo } from "../../contract/return-to.ts";
import { parseNonce } from "../../workos/nonce.ts";
import { type PendingAuthorization, type PendingAuthorizations } from "../../workos/pending-authorization.ts";

/**
 * The authorization response (RFC 6749, section 4.1.2), compared with the requests of this tab.
 * `none`: the page isn't a callback, or its response was already handled.
 */
export type AuthorizationResponse =
  | { kind: "none" }
  | { kind: "authorized"; request: PendingAuthorization }
  | { kind: "denied"; error: string; returnTo: ReturnTo | null }
  | { kind: "stateMismatch"; returnTo: ReturnTo | null }
  /** `wasBegunHere`: in this browser, by another tab or by this one, which has forgotten it. */
  | { kind: "noPendingRequest"; wasBegunHere: boolean; returnTo: ReturnTo | null }
  | { kind: "malformed"; returnTo: ReturnTo | null }
  /** A reload has interrupted the code exchange. */
  | { kind: "interrupted"; returnTo: ReturnTo | null };

/**
 * The authorization response in the page's address. Only `authorized` may reach the code exchange: an authorization code with an
 * unknown nonce comes from someone else (login CSRF, RFC 9700, section 4.7).
 *
 * @param url the page's address as it was loaded
 * @param callbackPath pathname of the default redirect URI, which a request may override
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
  const wasSent = nonce !== null && pending.wasSent(nonce);
  if (nonce !== null) pending.forget(nonce);
  const returnTo = request?.returnTo ?? recovered ?? null;
  if (error !== null) return { kind: "denied", error, returnTo };
  if (authorizationCode === null || authorizationCode === "")
    return { kind: "malformed", returnTo: returnTo ?? pending.findNewestReturnTo() ?? null };
  if (request !== null && wasSent) return { kind: "interrupted", returnTo };
  if (request !== null) return { kind: "authorized", request };
  const awaitedReturnTo = pending.findNewestReturnTo();
  if (awaitedReturnTo !== undefined) return { kind: "stateMismatch", returnTo: awaitedReturnTo };
  return { kind: "noPendingRequest", wasBegunHere: recovered !== undefined, returnTo };
}

function isCallback(url: URL, callbackPath: string, request: PendingAuthorization | null): boolean {
  const path = request?.redirectUri ? new URL(request.redirectUri).pathname : callbackPath;
  return buildPathKey(url.pathname) === buildPathKey(path);
}

import { type ReturnTo } from "../contract/return-to.ts";
import { type PendingAuthorizations } from "../workos/pending-authorization.ts";

/**
 * What WorkOS sent back to the redirect URI (RFC 6749, section 4.1.2), held against what this tab had asked for.
 * `none`: the page is no callback, or one whose answer was already taken.
 */
export type AuthorizationResponse =
  | { kind: "none" }
  | { kind: "authorized"; returnTo: ReturnTo | null }
  | { kind: "denied"; error: string; returnTo: ReturnTo | null }
  | { kind: "stateMismatch" }
  | { kind: "noPendingRequest" }
  | { kind: "malformed" };

/**
 * The outcome of a callback. Only `authorized` may reach the code exchange: a code whose nonce this tab doesn't know was
 * put there by someone else (login CSRF, RFC 9700, section 4.7).
 *
 * @param url the page's address as it was loaded
 * @param callbackPath pathname of the registered redirect URI
 */
export function readAuthorizationResponse(
  url: URL,
  callbackPath: string,
  pending: PendingAuthorizations,
): AuthorizationResponse {
  if (url.pathname !== callbackPath && url.pathname !== `${callbackPath}/`) return { kind: "none" };
  const authorizationCode = url.searchParams.get("code");
  const oauthState = url.searchParams.get("state");
  const error = url.searchParams.get("error");
  if (authorizationCode === null && oauthState === null && error === null) return { kind: "none" };

  const isAnyPending = pending.isAnyPending();
  const nonce = parseNonce(oauthState);
  const request = nonce === null ? null : pending.take(nonce);
  if (error !== null) return { kind: "denied", error, returnTo: request?.returnTo ?? null };
  if (authorizationCode === null || authorizationCode === "") return { kind: "malformed" };
  if (request === null) return { kind: isAnyPending ? "stateMismatch" : "noPendingRequest" };
  return { kind: "authorized", returnTo: request.returnTo };
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

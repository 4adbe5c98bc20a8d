import { basePath } from "../../contract/base-path.ts";
import { buildPathKey } from "../../contract/path-key.ts";
import { type MagicLinkAuthorization } from "../../function/features/magic-link/contract.ts";

/** As the contract with the function has it, whose schemas the page doesn't load for that; a test compares them. */
export const magicLinkCallbackPath = `${basePath}/auth/magic-link/callback`;

/** The authorization response to a Magic Link (RFC 6749, section 4.1.2). `none`: the address has none. */
export type MagicLinkResponse =
  | { kind: "none" }
  | { kind: "authorized"; authorization: MagicLinkAuthorization }
  | { kind: "denied"; error: string }
  | { kind: "malformed" };

/**
 * The authorization response to a Magic Link, which this takes out of the page's address so that neither a reload nor Back can present
 * it again, and the history keeps no authorization code.
 */
export function takeMagicLinkResponse(): MagicLinkResponse {
  const { pathname, search } = window.location;
  if (buildPathKey(pathname) !== magicLinkCallbackPath) return { kind: "none" };
  const response = readMagicLinkResponse(new URLSearchParams(search));
  if (response.kind !== "none") window.history.replaceState(null, "", magicLinkCallbackPath);
  return response;
}

/** The authorization response in a callback's query. */
export function readMagicLinkResponse(parameters: URLSearchParams): MagicLinkResponse {
  const authorizationCode = parameters.get("code");
  const oauthState = parameters.get("state");
  const error = parameters.get("error");
  if (error !== null) return { kind: "denied", error };
  if (authorizationCode && oauthState) {
    return { kind: "authorized", authorization: { authorizationCode, oauthState } };
  }
  return authorizationCode === null && oauthState === null ? { kind: "none" } : { kind: "malformed" };
}

import { paths } from "../config/paths.ts";
import { type MagicLinkAuthorization } from "../function/features/magic-link/contract.ts";

/** What a Magic Link came back with (RFC 6749, section 4.1.2). `none`: no answer, or one that was already taken. */
export type MagicLinkResponse =
  | { kind: "none" }
  | { kind: "authorized"; authorization: MagicLinkAuthorization }
  | { kind: "denied"; error: string }
  | { kind: "malformed" };

/**
 * Reads WorkOS's answer to a Magic Link from the page's address, once, and takes it out of there, so that neither a reload nor Back
 * can present it again, and no history keeps a code.
 */
export function takeMagicLinkResponse(): MagicLinkResponse {
  const { pathname, search } = window.location;
  if (pathname !== paths.magicLinkCallback && pathname !== `${paths.magicLinkCallback}/`) {
    return { kind: "none" };
  }
  const parameters = new URLSearchParams(search);
  const response = readMagicLinkResponse(parameters);
  if (response.kind !== "none") window.history.replaceState(null, "", paths.magicLinkCallback);
  return response;
}

/** The answer in a callback's query. */
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

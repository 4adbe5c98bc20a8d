import { type PublicConfig } from "../config/public-config.ts";
import { type AuthorizationResponse, readAuthorizationResponse } from "../sign-in/authorization-response.ts";
import { type PendingAuthorizations } from "../workos/pending-authorization.ts";

/**
 * Reads the page's address once, before the SDK mounts. An answer that this tab didn't ask for is taken out of the URL here,
 * because the SDK would exchange any code it finds there (login CSRF); a good one is left for the SDK, which removes it.
 */
export function takeAuthorizationResponse(
  config: PublicConfig,
  pending: PendingAuthorizations,
): AuthorizationResponse {
  if (config.workos === null) return { kind: "none" };
  const url = new URL(window.location.href);
  const response = readAuthorizationResponse(url, new URL(config.workos.redirectUri).pathname, pending);
  if (response.kind !== "none" && response.kind !== "authorized") {
    window.history.replaceState(null, "", url.pathname);
  }
  return response;
}

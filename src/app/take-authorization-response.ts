import { type PublicConfig } from "../config/public-config.ts";
import { paths } from "../config/paths.ts";
import { type AuthorizationResponse, readAuthorizationResponse } from "../sign-in/authorization-response.ts";
import { type PendingAuthorization, type PendingAuthorizations } from "../workos/pending-authorization.ts";

/**
 * Reads the page's address once, before the SDK starts, and takes the answer of a callback out of it, so that neither a
 * reload nor Back can present it again. An answer that this tab didn't ask for is gone before the SDK sees it, because the SDK
 * would exchange any code it finds (login CSRF); a good one is gone as soon as the SDK has read it.
 *
 * @param start starts the SDK, which reads the address before it returns
 */
export function takeAuthorizationResponse(
  config: PublicConfig,
  pending: PendingAuthorizations,
  start: (finishing: PendingAuthorization | null) => void,
): AuthorizationResponse {
  const response = readResponse(config, pending);
  if (response.kind === "authorized") {
    pending.noteFinishing(response.request.returnTo);
    start(response.request);
    cleanAddress();
  } else {
    if (response.kind !== "none") cleanAddress();
    start(null);
  }
  return response;
}

function readResponse(config: PublicConfig, pending: PendingAuthorizations): AuthorizationResponse {
  if (config.workos === null) return { kind: "none" };
  const { pathname } = new URL(config.workos.redirectUri);
  return readAuthorizationResponse(new URL(window.location.href), pathname, pending);
}

function cleanAddress(): void {
  window.history.replaceState(null, "", paths.workosCallback);
}

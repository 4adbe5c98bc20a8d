import { recordStep } from "../config/flight-recorder.ts";
import { type PublicConfig } from "../config/public-config.ts";
import { paths } from "../config/paths.ts";
import {
  type AuthorizationResponse,
  readAuthorizationResponse,
} from "../sign-in/authkit/authorization-response.ts";
import { parseNonce } from "../workos/nonce.ts";
import { type PendingAuthorizations } from "../workos/pending-authorization.ts";
import { type WorkosConnection } from "../workos/workos-connection.ts";

/**
 * Reads the page's address once, before `AuthKitProvider` is mounted, and takes the answer of a callback out of it, so that neither a
 * reload nor Back can present it again. An answer that this tab didn't ask for is gone before the SDK sees it, because the SDK
 * would exchange any code it finds (login CSRF); a good one is gone as soon as the SDK has read it.
 */
export function takeAuthorizationResponse(
  config: PublicConfig,
  pending: PendingAuthorizations,
  start: WorkosConnection["start"],
): AuthorizationResponse {
  const begunAtMs = pending.findBeginning(
    parseNonce(new URLSearchParams(window.location.search).get("state")),
  );
  const response = readResponse(config, pending);
  if (response.kind !== "none") {
    // The early script records nothing. The recorder has one entry for what the app has recorded itself.
    if (begunAtMs !== null) recordStep("redirect", null, null, begunAtMs);
    recordStep("callback", response.kind);
  }
  if (response.kind === "authorized") {
    pending.noteFinishing(response.request.returnTo);
    spellAsRegistered(response.request.redirectUri ?? config.workos?.redirectUri);
    start(response.request, cleanAddress);
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

/** The SDK takes a code from no other spelling of the redirect URI's path than its own. */
function spellAsRegistered(redirectUri: string | undefined): void {
  if (redirectUri === undefined) return;
  const { search, hash } = window.location;
  window.history.replaceState(window.history.state, "", new URL(redirectUri).pathname + search + hash);
}

function cleanAddress(): void {
  window.history.replaceState(null, "", paths.workosCallback);
}

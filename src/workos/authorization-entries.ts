import { type BrowserStorage } from "../config/browser-storage.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { createNonce } from "./nonce.ts";

// How a pending authorization is stored. By itself, because the early script writes one too.

export const authorizationPrefix = "portico:authorization:";
export const recoveryPrefix = "portico:return-to:";

/** What `PendingAuthorization` of `pending-authorization.ts` says of each. */
type Request = {
  returnTo: ReturnTo | null;
  clientState: unknown;
  redirectUri: string | null;
  codeVerifier?: string;
};

/** Stores a sign-in and returns the 128-bit nonce to put into `state`. */
export function writeAuthorization(
  { ownTab, shared }: { ownTab: Pick<BrowserStorage, "write">; shared: Pick<BrowserStorage, "write"> },
  request: Request,
  createdAtMs: number,
): string {
  const nonce = createNonce();
  ownTab.write(authorizationPrefix + nonce, JSON.stringify({ createdAtMs, ...request }));
  shared.write(recoveryPrefix + nonce, JSON.stringify({ createdAtMs, returnTo: request.returnTo }));
  return nonce;
}

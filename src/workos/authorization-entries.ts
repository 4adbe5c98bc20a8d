import { type BrowserStorage } from "../config/browser-storage.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { createNonce } from "./nonce.ts";

// How a pending authorization is stored. By itself, because the early scripts write and read one too: no valibot.

export const authorizationPrefix = "portico:authorization:";
export const recoveryPrefix = "portico:return-to:";

const lifetimeMs = 60 * 60 * 1000;

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

/** A pending authorization as it lies in storage. */
export type AuthorizationEntry = {
  createdAtMs: number;
  /** Still to be parsed. */
  returnTo: string | null;
  clientState?: unknown;
  redirectUri?: string | null;
  codeVerifier?: string | null;
  /** The callback page has sent the code before the app's script was there. */
  isSent?: boolean;
};

/** The entry under the key; null where there is none, where it is broken, and an hour after it was written. */
export function readAuthorization(
  storage: Pick<BrowserStorage, "read">,
  key: string,
  nowMs: number,
): AuthorizationEntry | null {
  let json: unknown;
  try {
    json = JSON.parse(storage.read(key) ?? "null");
  } catch {
    return null;
  }
  if (!isEntry(json)) return null;
  const ageMs = nowMs - json.createdAtMs;
  return ageMs >= 0 && ageMs <= lifetimeMs ? json : null;
}

function isEntry(json: unknown): json is AuthorizationEntry {
  if (typeof json !== "object" || json === null) return false;
  const { createdAtMs, returnTo, redirectUri, codeVerifier }: Partial<Record<string, unknown>> = { ...json };
  return (
    typeof createdAtMs === "number" &&
    isText(returnTo) &&
    (redirectUri === undefined || isText(redirectUri)) &&
    (codeVerifier === undefined || isText(codeVerifier))
  );
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

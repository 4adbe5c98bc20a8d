import * as v from "valibot";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";

/** What this tab remembers of a sign-in that it sent to WorkOS. */
export type PendingAuthorization = {
  returnTo: ReturnTo | null;
  /** The caller's own `state`, handed back after the callback; it never travels through the URL. */
  clientState: unknown;
};

const keyPrefix = "portico:authorization:";
const lifetimeMs = 60 * 60 * 1000;

const entrySchema = v.object({
  createdAtMs: v.number(),
  returnTo: v.nullable(v.string()),
  clientState: v.optional(v.unknown()),
});

/**
 * A store of the sign-ins begun in this tab, each under its nonce.
 *
 * Only the nonce goes into `state` (RFC 6749, section 10.12): WorkOS sends `state` back as it came, so a link made by an
 * attacker can carry any value, and nothing in it may be believed beyond being found here.
 */
export function createPendingAuthorizations(
  storage: BrowserStorage,
  origin: string,
  now: () => number = Date.now,
) {
  const discardExpired = () => {
    for (const key of storage.keys()) {
      if (key.startsWith(keyPrefix) && readEntry(storage, key, now()) === null) storage.remove(key);
    }
  };
  return {
    /** Remembers a sign-in and gives the 128-bit nonce to put into `state`. */
    remember(request: PendingAuthorization): string {
      discardExpired();
      const nonce = createNonce();
      storage.write(keyPrefix + nonce, JSON.stringify({ createdAtMs: now(), ...request }));
      return nonce;
    },

    /** Whether any sign-in of this tab still waits for its answer. */
    isAnyPending(): boolean {
      discardExpired();
      return storage.keys().some((key) => key.startsWith(keyPrefix));
    },

    /** The sign-in with this nonce, at most once: a replayed callback finds nothing. */
    take(nonce: string): PendingAuthorization | null {
      const key = keyPrefix + nonce;
      const entry = readEntry(storage, key, now());
      storage.remove(key);
      if (entry === null) return null;
      return { returnTo: parseReturnTo(entry.returnTo, origin), clientState: entry.clientState };
    },
  };
}

export type PendingAuthorizations = ReturnType<typeof createPendingAuthorizations>;

function readEntry(storage: BrowserStorage, key: string, nowMs: number) {
  let json: unknown;
  try {
    json = JSON.parse(storage.read(key) ?? "null");
  } catch {
    return null;
  }
  const result = v.safeParse(entrySchema, json);
  if (!result.success) return null;
  const ageMs = nowMs - result.output.createdAtMs;
  return ageMs >= 0 && ageMs <= lifetimeMs ? result.output : null;
}

function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

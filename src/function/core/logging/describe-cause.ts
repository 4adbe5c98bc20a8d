import { base64url } from "jose";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import { createKeyedHash } from "../sealing/keyed-hash.ts";

/**
 * An unexpected error in words for the log: its name, its message and where it was thrown, with anything that looks like an
 * address, a code or a token masked. Messages of libraries quote what they were given, and the log must not hold that.
 */
export function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return `thrown value of type ${typeof error}`;
  const frames = (error.stack ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, 8);
  return [`${error.name}: ${maskSecrets(error.message)}`, ...frames].join(" | ");
}

function maskSecrets(text: string): string {
  return text
    .slice(0, 500)
    .replace(/\S+@\S+/g, "(address)")
    .replace(/[A-Za-z0-9_+/=.-]{20,}/g, "(token)")
    .replace(/[0-9]{6,}/g, "(digits)");
}

/** Gives the value under which an address stands in the log: the same for one mailbox, of no use without the key. */
export type FingerprintEmail = (email: EmailAddress) => Promise<string>;

export function createEmailFingerprint(key: SealingKey): FingerprintEmail {
  const hash = createKeyedHash(key, "log-fingerprint");
  return async (email) => base64url.encode((await hash([emailAddressKey(email)])).slice(0, 12));
}

import { encodeBase64url } from "../../../contract/base64url.ts";
import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import type { Cryptography } from "../sealing/cryptography.ts";
import { createKeyedHash } from "../sealing/keyed-hash.ts";

/**
 * An unexpected error described for the log: name, message and stack frames, with anything that looks like an address, a code
 * or a token masked, because libraries quote their input in error messages.
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

/** The keyed fingerprint of an address for the log: the same for one mailbox, meaningless without the key. */
export type FingerprintEmail = (email: EmailAddress) => Promise<string>;

export function createEmailFingerprint(key: SealingKey, cryptography?: Cryptography): FingerprintEmail {
  const hash = createKeyedHash(key, "log-fingerprint", cryptography);
  return async (email) => encodeBase64url((await hash([emailAddressKey(email)])).slice(0, 12));
}

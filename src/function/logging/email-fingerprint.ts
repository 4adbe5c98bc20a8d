import { base64url } from "jose";

import type { SealingKey } from "../configuration/sealing-keys.ts";
import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import { deriveSubkey } from "../sealing/subkey.ts";

/** Gives the value under which an address stands in the log: the same for one mailbox, of no use without the key. */
export type FingerprintEmail = (email: EmailAddress) => Promise<string>;

export function createEmailFingerprint(key: SealingKey): FingerprintEmail {
  const hmacKey = deriveSubkey(key, "log-fingerprint").then(
    async (subkey) =>
      await crypto.subtle.importKey("raw", subkey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  );
  return async (email) => {
    const bytes = new TextEncoder().encode(emailAddressKey(email));
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", await hmacKey, bytes));
    return base64url.encode(mac.slice(0, 12));
  };
}

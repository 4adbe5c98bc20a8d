import { base64url } from "jose";

import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import { createKeyedHash } from "../sealing/keyed-hash.ts";

/** Gives the value under which an address stands in the log: the same for one mailbox, of no use without the key. */
export type FingerprintEmail = (email: EmailAddress) => Promise<string>;

export function createEmailFingerprint(key: SealingKey): FingerprintEmail {
  const hash = createKeyedHash(key, "log-fingerprint");
  return async (email) => base64url.encode((await hash([emailAddressKey(email)])).slice(0, 12));
}

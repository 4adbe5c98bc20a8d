import type { SealingKey } from "../configuration/sealing-keys.ts";
import { deriveSubkey, type SubkeyPurpose } from "./subkey.ts";

/** HMAC-SHA-256 of the parts, 32 bytes, under the subkey of one purpose; nothing but these parts in this order gives the same. */
export type KeyedHash = (parts: readonly string[]) => Promise<Uint8Array>;

/** The keyed hash of one master key for one purpose. */
export function createKeyedHash(key: SealingKey, purpose: SubkeyPurpose): KeyedHash {
  const imported = deriveSubkey(key, purpose).then(
    async (subkey) =>
      await crypto.subtle.importKey("raw", subkey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  );
  return async (parts) => {
    // As JSON, so that no part can flow into the next one.
    const bytes = new TextEncoder().encode(JSON.stringify(parts));
    return new Uint8Array(await crypto.subtle.sign("HMAC", await imported, bytes));
  };
}

import type { SealingKey } from "../configuration/sealing-keys.ts";

/** The name of what a subkey is for; values made for one purpose are invalid for any other. */
export type SubkeyPurpose = string;

/**
 * The subkey of a master key for one purpose (HKDF-SHA-256, RFC 5869 section 2).
 * @param lengthBytes default 32
 */
export async function deriveSubkey(
  key: SealingKey,
  purpose: SubkeyPurpose,
  lengthBytes = 32,
): Promise<Uint8Array<ArrayBuffer>> {
  const material = await crypto.subtle.importKey("raw", key.secret, "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(0),
      info: new TextEncoder().encode(`portico ${purpose} v1`),
    },
    material,
    lengthBytes * 8,
  );
  return new Uint8Array(bits);
}

/** HMAC-SHA-256 (32 bytes) of the parts in order, under the subkey of one purpose. */
export type KeyedHash = (parts: readonly string[]) => Promise<Uint8Array>;

/** The keyed hash of one master key for one purpose. */
export function createKeyedHash(key: SealingKey, purpose: SubkeyPurpose): KeyedHash {
  const imported = deriveSubkey(key, purpose).then(
    async (subkey) =>
      await crypto.subtle.importKey("raw", subkey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  );
  return async (parts) => {
    // As JSON, so that the boundaries between parts are unambiguous.
    const bytes = new TextEncoder().encode(JSON.stringify(parts));
    return new Uint8Array(await crypto.subtle.sign("HMAC", await imported, bytes));
  };
}

/**
 * Whether two texts are equal, in time that depends only on their length (timing attack on a comparison that stops at the first
 * difference).
 */
export function isEqualInConstantTime(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index += 1) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index);
  }
  return difference === 0;
}

import { base64url, type CryptoKey } from "jose";

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
  let imported: CryptoKey | null = null;
  return async (parts) => {
    imported ??= await importHashKey(key, purpose);
    // As JSON, so that the boundaries between parts are unambiguous.
    const bytes = new TextEncoder().encode(JSON.stringify(parts));
    return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
  };
}

async function importHashKey(key: SealingKey, purpose: SubkeyPurpose): Promise<CryptoKey> {
  const subkey = await deriveSubkey(key, purpose);
  return await crypto.subtle.importKey("raw", subkey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** The key in the store for a token or id of many random bits. It isn't keyed: instances' keys differ while they are rotated. */
export async function hashRandomId(purpose: SubkeyPurpose, id: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([purpose, id]));
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
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

import { encodeBase64url } from "../../../contract/base64url.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import { type Cryptography, type Hmac, webCryptography } from "./cryptography.ts";

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
  const info = new TextEncoder().encode(`portico ${purpose} v1`);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, lengthBytes * 8));
}

/** HMAC-SHA-256 (32 bytes) of the parts in order, under the subkey of one purpose. */
export type KeyedHash = (parts: readonly string[]) => Promise<Uint8Array>;

/** The keyed hash of one master key for one purpose. */
export function createKeyedHash(
  key: SealingKey,
  purpose: SubkeyPurpose,
  { createHmac }: Pick<Cryptography, "createHmac"> = webCryptography,
): KeyedHash {
  let hmac: Hmac | null = null;
  return async (parts) => {
    hmac ??= await createHmac(await deriveSubkey(key, purpose));
    // As JSON, so that the boundaries between parts are unambiguous.
    return await hmac(JSON.stringify(parts));
  };
}

/** The key in the store for a token or id of many random bits. It isn't keyed: instances' keys differ while they are rotated. */
export async function hashRandomId(purpose: SubkeyPurpose, id: string): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([purpose, id]));
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

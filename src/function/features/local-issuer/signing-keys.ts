import type { CryptoKey } from "jose";

import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { deriveSubkey } from "../../core/sealing/keyed-hash.ts";

/** An ES256 key pair of the local issuer: the private key signs, the public key is in the JWKS. */
export type SigningKey = { keyId: string; privateKey: CryptoKey; publicJwk: Record<string, string> };

/** The order of the group of P-256 (FIPS 186-5 names it n; SP 800-186, section 3.2.1.3). */
const groupOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * The signing keys derived from `PORTICO_KEYS`, newest first. Derived rather than stored: all instances have the same ones without
 * another secret, they rotate with the keys, and a removed key is invalid at once.
 *
 * 128 bits more than the scalar needs are derived, so that the remainder is nearly uniform (FIPS 186-5, appendix A.2.1).
 */
export async function deriveSigningKeys(keys: readonly SealingKey[]): Promise<SigningKey[]> {
  return await Promise.all(keys.map(deriveSigningKey));
}

async function deriveSigningKey(key: SealingKey): Promise<SigningKey> {
  const seed = await deriveSubkey(key, "access-token-signing", 48);
  const scalar = (readInteger(seed) % (groupOrder - 1n)) + 1n;
  const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
  // The encoding omits the public key: every engine computes it from PKCS #8, and none from a JWK.
  const extractable = await crypto.subtle.importKey("pkcs8", encodePkcs8(scalar), algorithm, true, ["sign"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", extractable);
  if (kty === undefined || crv === undefined || x === undefined || y === undefined) {
    throw new Error("The runtime gave no public half of a signing key");
  }
  const privateKey = await crypto.subtle.importKey("pkcs8", encodePkcs8(scalar), algorithm, false, ["sign"]);
  return {
    keyId: key.id,
    privateKey,
    publicJwk: { kty, crv, x, y, kid: key.id, alg: "ES256", use: "sig" },
  };
}

function readInteger(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** PrivateKeyInfo (RFC 5208 section 5) with a P-256 ECPrivateKey that contains only the scalar. */
function encodePkcs8(scalar: bigint): Uint8Array<ArrayBuffer> {
  const header = [
    0x30, 0x41, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x04, 0x27, 0x30, 0x25, 0x02, 0x01, 0x01, 0x04,
    0x20,
  ];
  const encoded = new Uint8Array(header.length + 32);
  encoded.set(header, 0);
  for (let index = 0; index < 32; index += 1) {
    encoded[header.length + 31 - index] = Number((scalar >> BigInt(8 * index)) & 255n);
  }
  return encoded;
}

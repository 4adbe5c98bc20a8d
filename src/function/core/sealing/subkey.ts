import type { SealingKey } from "../configuration/sealing-keys.ts";

/** What a subkey is for; what is made under one purpose is worth nothing under another. */
export type SubkeyPurpose =
  | "email-code-challenge"
  | "sign-in-step"
  | "session"
  | "known-device"
  | "one-time-code"
  | "email-link"
  | "pairing-code"
  | "magic-link-request"
  | "access-token-signing"
  | "log-fingerprint";

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

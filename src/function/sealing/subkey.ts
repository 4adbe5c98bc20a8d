import type { SealingKey } from "../configuration/sealing-keys.ts";

/** What a subkey is for; a value sealed for one purpose doesn't open for another. */
export type SubkeyPurpose = "email-code-challenge" | "session" | "log-fingerprint";

/** The 32-byte subkey of a master key for one purpose (HKDF-SHA-256, RFC 5869 section 2). */
export async function deriveSubkey(
  key: SealingKey,
  purpose: SubkeyPurpose,
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
    256,
  );
  return new Uint8Array(bits);
}

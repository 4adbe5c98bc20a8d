import { foldTypedCode } from "./typed-code.ts";

/** A code of ten characters that finishes a sign-in in the tab that waits for it, read off another browser. */
export type PairingCode = string & { readonly __brand: "PairingCode" };

/** Characters of a pairing code: 50 bits, which nobody guesses within the attempts of a challenge. */
export const pairingCodeLength = 10;

/** Crockford's base 32: no letter that is taken for a digit when it is read off one screen and typed into another. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The pairing code of the first 50 bits of `bytes`. */
export function encodePairingCode(bytes: Uint8Array): PairingCode {
  let bits = 0n;
  for (const byte of bytes.slice(0, 7)) bits = (bits << 8n) | BigInt(byte);
  bits >>= 6n;
  let text = "";
  for (let index = 0; index < pairingCodeLength; index += 1) {
    text = `${alphabet.charAt(Number(bits & 31n))}${text}`;
    bits >>= 5n;
  }
  if (!isPairingCode(text)) throw new Error("A pairing code needs at least 7 bytes");
  return text;
}

/** What was typed as a pairing code, in the digits of any script, with letters that look like digits folded into them; null for anything else. */
export function parsePairingCode(input: unknown): PairingCode | null {
  if (typeof input !== "string" || input.length > 64) return null;
  const text = foldTypedCode(input)
    .replace(/[Ａ-Ｚａ-ｚ]/g, (letter) => letter.normalize("NFKC"))
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return isPairingCode(text) ? text : null;
}

/** The code in two groups of five, as people read it. */
export function formatPairingCode(pairingCode: PairingCode): string {
  return `${pairingCode.slice(0, 5)}-${pairingCode.slice(5)}`;
}

function isPairingCode(text: string): text is PairingCode {
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(text);
}

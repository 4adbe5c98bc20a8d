import { decodeBase64url, encodeBase64url } from "../../../contract/base64url.ts";
import type { SealingKey } from "../configuration/sealing-keys.ts";
import { type Cipher, type Cryptography, webCryptography } from "./cryptography.ts";
import { type SubkeyPurpose, deriveSubkey } from "./keyed-hash.ts";

/** Seals values so that the browser can carry them but neither read nor change them. */
export type Sealer = {
  /** A compact JWE (`dir`, A256GCM; RFC 7516 section 3.1) that opens only for the same purpose. */
  seal: (purpose: SubkeyPurpose, payload: Record<string, unknown>) => Promise<string>;
  /**
   * The sealed payload, still to be parsed; `unknownKey` when it names a key that isn't among them; null for anything else that wasn't
   * sealed for this purpose.
   */
  open: (purpose: SubkeyPurpose, sealed: string) => Promise<unknown>;
};

/** Another instance may have the key already, or still, while keys are rotated. Anyone can name any key. */
export const unknownKey = Symbol("unknown key");

/** Header, no encrypted key, nonce, ciphertext and tag, in base64url of possible lengths. */
const compactJwe = /^([\w-]{1,120})\.\.([\w-]{16})\.((?:[\w-]{4})*(?:[\w-]{2,3})?)\.([\w-]{22})$/;
/** The only header that is accepted, so that a forged one can't choose a weaker algorithm (RFC 8725 section 3.1). */
const headerForm = /^\{"alg":"dir","enc":"A256GCM","kid":"([\w-]+)"\}$/;

function buildHeader({ id }: SealingKey): string {
  return encodeBase64url(new TextEncoder().encode(`{"alg":"dir","enc":"A256GCM","kid":"${id}"}`));
}

/** @param keys newest first: the first seals, all open, so that rotating keys signs no one out */
export function createSealer(
  keys: readonly [SealingKey, ...SealingKey[]],
  cryptography: Cryptography = webCryptography,
): Sealer {
  const keysByHeader = new Map(keys.map((key) => [buildHeader(key), key]));
  const newestHeader = buildHeader(keys[0]);
  const ciphers = new Map<string, Cipher>();
  const cipherFor = async (key: SealingKey, purpose: SubkeyPurpose): Promise<Cipher> => {
    const cipher = await cryptography.createCipher(await deriveSubkey(key, purpose));
    ciphers.set(`${key.id} ${purpose}`, cipher);
    return cipher;
  };
  const find = (key: SealingKey, purpose: SubkeyPurpose) =>
    ciphers.get(`${key.id} ${purpose}`) ?? cipherFor(key, purpose);

  return {
    seal: async (purpose, payload) => {
      const cipher = await find(keys[0], purpose);
      return `${newestHeader}..${await cipher.encrypt(JSON.stringify(payload), newestHeader)}`;
    },

    open: async (purpose, sealed) => {
      const [, header = "", nonce = "", ciphertext = "", tag = ""] = compactJwe.exec(sealed) ?? [];
      const key = keysByHeader.get(header);
      if (key === undefined) {
        const keyId = readKeyId(header);
        return keyId === null || keys.some(({ id }) => id === keyId) ? null : unknownKey;
      }
      const cipher = await find(key, purpose);
      const text = await cipher.decrypt(nonce, ciphertext, tag, header);
      const content: unknown = text === null ? null : JSON.parse(text);
      return content;
    },
  };
}

/** The key id in a header of the only form; null for any other. */
function readKeyId(header: string): string | null {
  try {
    return headerForm.exec(new TextDecoder().decode(decodeBase64url(header)))?.[1] ?? null;
  } catch {
    return null;
  }
}

import { CompactEncrypt, compactDecrypt, errors } from "jose";

import type { SealingKey } from "../configuration/sealing-keys.ts";
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

/** @param keys newest first: the first seals, all open, so that rotating keys signs no one out */
export function createSealer(keys: readonly [SealingKey, ...SealingKey[]]): Sealer {
  const subkeys = new Map<string, Uint8Array>();
  const subkeyFor = async (key: SealingKey, purpose: SubkeyPurpose): Promise<Uint8Array> => {
    const name = `${key.id} ${purpose}`;
    const subkey = subkeys.get(name) ?? (await deriveSubkey(key, purpose));
    subkeys.set(name, subkey);
    return subkey;
  };

  return {
    seal: async (purpose, payload) => {
      const [newest] = keys;
      return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: newest.id })
        .encrypt(await subkeyFor(newest, purpose));
    },

    open: async (purpose, sealed) => {
      let isKnownKey = true;
      try {
        const { plaintext } = await compactDecrypt(
          sealed,
          async (header) => {
            const key = keys.find((candidate) => candidate.id === header.kid);
            if (key !== undefined) return await subkeyFor(key, purpose);
            isKnownKey = typeof header.kid !== "string";
            throw new errors.JWEInvalid("unknown key id");
          },
          // Pinned, so that a forged header can't choose a weaker algorithm (RFC 8725 section 3.1).
          { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] },
        );
        const content: unknown = JSON.parse(new TextDecoder().decode(plaintext));
        return content;
      } catch (error) {
        if (error instanceof errors.JOSEError) return isKnownKey ? null : unknownKey;
        throw error;
      }
    },
  };
}

import { base64url } from "jose";

import { type EmailLinkToken, parseEmailLinkToken } from "../../../contract/email-link-token.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createKeyedHash, isEqualInConstantTime } from "../../core/sealing/keyed-hash.ts";

/** The tokens of mailed links: the challenge id (16 bytes), its expiry (4 bytes) and a secret (16 bytes). */
export type EmailLinkTokens = {
  build: (link: { challengeId: string; expiresAtMs: number; incarnation: string }) => Promise<EmailLinkToken>;
  /** The token's contents, even if expired; null when it wasn't made by this function for this store id. */
  read: (
    token: EmailLinkToken,
    storeId: string,
  ) => Promise<{ challengeId: string; expiresAtMs: number } | null>;
};

const idBytes = 16;
const timeBytes = 4;
const secretBytes = 16;

/**
 * Builds and reads link tokens. They don't contain the address, so a forwarded or logged link reveals no one's identity; the
 * address is in the challenge, sealed in the browser that requested the link.
 *
 * @param keys newest first: the first signs, all are tried
 */
export function createEmailLinkTokens(keys: readonly [SealingKey, ...SealingKey[]]): EmailLinkTokens {
  const [newest, ...older] = keys.map((key) => createKeyedHash(key, "email-link"));
  if (newest === undefined) throw new Error("There is no key");

  return {
    build: async ({ challengeId, expiresAtMs, incarnation }) => {
      const seconds = Math.floor(expiresAtMs / 1000);
      const secret = await newest([challengeId, String(seconds), incarnation]);
      const bytes = new Uint8Array(idBytes + timeBytes + secretBytes);
      bytes.set(base64url.decode(challengeId), 0);
      new DataView(bytes.buffer).setUint32(idBytes, seconds);
      bytes.set(secret.slice(0, secretBytes), idBytes + timeBytes);
      const token = parseEmailLinkToken(base64url.encode(bytes));
      if (token === null) throw new Error("A link's token did not parse");
      return token;
    },

    read: async (token, storeId) => {
      const bytes = base64url.decode(token);
      const challengeId = base64url.encode(bytes.slice(0, idBytes));
      const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(idBytes);
      const given = base64url.encode(bytes.slice(idBytes + timeBytes));
      for (const hash of [newest, ...older]) {
        const secret = await hash([challengeId, String(seconds), storeId]);
        if (isEqualInConstantTime(given, base64url.encode(secret.slice(0, secretBytes)))) {
          return { challengeId, expiresAtMs: seconds * 1000 };
        }
      }
      return null;
    },
  };
}

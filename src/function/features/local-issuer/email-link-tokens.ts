import { base64url } from "jose";

import { type EmailLinkToken, parseEmailLinkToken } from "../../../contract/email-link.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createKeyedHash, isEqualInConstantTime } from "../../core/sealing/keyed-hash.ts";

/** The tokens of mailed links: 16 bytes that name the challenge, 4 that say when it ends, and a secret of 128 bits. */
export type EmailLinkTokens = {
  build: (link: { challengeId: string; expiresAtMs: number; incarnation: string }) => Promise<EmailLinkToken>;
  /** What the token says, expired ones included; null for one that this function did not make, or before its store was emptied. */
  read: (
    token: EmailLinkToken,
    incarnation: string,
  ) => Promise<{ challengeId: string; expiresAtMs: number } | null>;
};

const idBytes = 16;
const timeBytes = 4;
const secretBytes = 16;

/**
 * The address is not in the token: a link that somebody forwards, or that stands in a log, tells nobody whose it is. It counts
 * for an address through the challenge that it names, and that lies sealed in the browser that asked.
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

    read: async (token, incarnation) => {
      const bytes = base64url.decode(token);
      const challengeId = base64url.encode(bytes.slice(0, idBytes));
      const seconds = new DataView(bytes.buffer, bytes.byteOffset).getUint32(idBytes);
      const given = base64url.encode(bytes.slice(idBytes + timeBytes));
      for (const hash of [newest, ...older]) {
        const secret = await hash([challengeId, String(seconds), incarnation]);
        if (isEqualInConstantTime(given, base64url.encode(secret.slice(0, secretBytes)))) {
          return { challengeId, expiresAtMs: seconds * 1000 };
        }
      }
      return null;
    },
  };
}

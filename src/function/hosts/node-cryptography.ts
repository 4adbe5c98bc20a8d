import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from "node:crypto";

import { type Cryptography, nonceBytes, tagBytes } from "../core/sealing/cryptography.ts";

const algorithm = "aes-256-gcm";

/** OpenSSL without WebCrypto's tasks in other threads, which take ten times as long as what they compute for texts of a cookie's size. */
export const nodeCryptography: Cryptography = {
  createCipher: (key) => {
    const secret = createSecretKey(key);
    return {
      encrypt: (text, authenticated) => {
        const nonce = randomBytes(nonceBytes);
        const cipher = createCipheriv(algorithm, secret, nonce, { authTagLength: tagBytes });
        const ciphertext = cipher.setAAD(Buffer.from(authenticated)).update(text, "utf8");
        // GCM has nothing left to encrypt; this computes the tag.
        cipher.final();
        return [nonce, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url")).join(".");
      },
      decrypt: (nonce, ciphertext, tag, authenticated) => {
        const iv = Buffer.from(nonce, "base64url");
        const decipher = createDecipheriv(algorithm, secret, iv, { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(authenticated)).setAuthTag(Buffer.from(tag, "base64url"));
        const opened = decipher.update(Buffer.from(ciphertext, "base64url"));
        try {
          decipher.final();
        } catch {
          return null;
        }
        return opened.toString();
      },
    };
  },
  createHmac: (key) => {
    const secret = createSecretKey(key);
    return (text) => createHmac("sha256", secret).update(text).digest();
  },
};

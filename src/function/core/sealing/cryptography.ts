import { decodeBase64url, encodeBase64url } from "../../../contract/base64url.ts";

/** A value at once, where the host computes it without waiting, or later. */
export type Soon<Value> = Value | Promise<Value>;

/** AES-256-GCM under one key (NIST SP 800-38D), with random 96-bit nonces and 128-bit tags. */
export type Cipher = {
  /** Nonce, ciphertext and tag in base64url, separated by dots, as the last parts of a compact JWE (RFC 7516 section 3.1). */
  encrypt: (text: string, authenticated: string) => Soon<string>;
  /** Null for anything that this key didn't encrypt with the same authenticated text. */
  decrypt: (nonce: string, ciphertext: string, tag: string, authenticated: string) => Soon<string | null>;
};

/** HMAC-SHA-256 of a text under one key. */
export type Hmac = (text: string) => Soon<Uint8Array>;

/** The two algorithms that sealing and keyed hashes need. A host may have faster ones than `webCryptography`. */
export type Cryptography = {
  createCipher: (key: Uint8Array<ArrayBuffer>) => Soon<Cipher>;
  createHmac: (key: Uint8Array<ArrayBuffer>) => Soon<Hmac>;
};

export const nonceBytes = 12;
export const tagBytes = 16;

const encoder = new TextEncoder();

/** The runtime's own, in every runtime. */
export const webCryptography: Cryptography = {
  createCipher: async (key) => {
    const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    return {
      encrypt: async (text, authenticated) => {
        const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
        const algorithm = describeGcm(nonce, authenticated);
        const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, imported, encoder.encode(text)));
        return [nonce, sealed.subarray(0, -tagBytes), sealed.subarray(-tagBytes)]
          .map(encodeBase64url)
          .join(".");
      },
      decrypt: async (nonce, ciphertext, tag, authenticated) => {
        const [start, end] = [decodeBase64url(ciphertext), decodeBase64url(tag)];
        const sealed = new Uint8Array(start.length + tagBytes);
        sealed.set(start);
        sealed.set(end, start.length);
        const algorithm = describeGcm(decodeBase64url(nonce), authenticated);
        const opened = await crypto.subtle.decrypt(algorithm, imported, sealed).catch(readRefusal);
        return opened === null ? null : new TextDecoder().decode(opened);
      },
    };
  },
  createHmac: async (key) => {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
    return async (text) => new Uint8Array(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
  },
};

function describeGcm(iv: Uint8Array<ArrayBuffer>, authenticated: string) {
  return { name: "AES-GCM", iv, additionalData: encoder.encode(authenticated) };
}

/** Null for a tag that doesn't fit; a bug is thrown again. */
function readRefusal(error: unknown): null {
  if (error instanceof DOMException && error.name === "OperationError") return null;
  throw error;
}

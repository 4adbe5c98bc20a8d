import { decodeBase64url } from "../../../contract/base64url.ts";
import { publishedKey } from "../../../contract/published-key.ts";

/** A master key from `PORTICO_KEYS`; sealing and hashing use subkeys of it, never the key itself. */
export type SealingKey = { id: string; secret: Uint8Array<ArrayBuffer> };

const keyId = /^[A-Za-z0-9_-]{1,32}$/;
const encodedSecret = /^[A-Za-z0-9_-]{43}$/;
/** Random keys have about 30. */
const fewestDistinctBytes = 18;
const example = '"k1:<32 random bytes in base64url>", newest first, separated by commas';

/**
 * The keys of `PORTICO_KEYS`, newest first.
 * @param isPublic whether the console is public: the key of the development server, which everyone knows, is then refused
 * @throws Error naming the variable and the entry's position, never the key
 */
export function parseSealingKeys(text: string, isPublic = false): [SealingKey, ...SealingKey[]] {
  if (isPublic && text.includes(publishedKey.slice(0, -1))) {
    throw new Error("PORTICO_KEYS has the key of the development server, which is public; generate your own");
  }
  const [newest, ...older] = text.split(",").map(parseSealingKey);
  if (newest === undefined) throw new Error(`PORTICO_KEYS must be ${example}`);
  const keys: [SealingKey, ...SealingKey[]] = [newest, ...older];
  if (new Set(keys.map((key) => key.id)).size !== keys.length) {
    throw new Error("PORTICO_KEYS uses the same key id twice; every key needs its own id");
  }
  if (new Set(keys.map((key) => key.secret.join())).size !== keys.length) {
    throw new Error("PORTICO_KEYS has the same key under two ids; generate a new one");
  }
  return keys;
}

function parseSealingKey(entry: string, index: number): SealingKey {
  const separator = entry.indexOf(":");
  const id = entry.slice(0, separator).trim();
  const encoded = entry.slice(separator + 1).trim();
  if (separator < 1 || !keyId.test(id) || !encodedSecret.test(encoded)) {
    throw new Error(`PORTICO_KEYS is malformed at entry ${String(index + 1)}; it must be ${example}`);
  }
  const secret = decodeBase64url(encoded);
  if (!looksRandom(secret)) {
    throw new Error(
      `PORTICO_KEYS has a key that isn't random at entry ${String(index + 1)}; generate it anew`,
    );
  }
  return { id, secret };
}

/** False for zeros, words, repetitions, and what counts up in bytes or (four for three bytes) in characters. */
function looksRandom(secret: Uint8Array): boolean {
  const steps = secret.map((byte, index) => byte - (secret[index - 3] ?? 0));
  const isText = secret.every((byte) => byte > 31 && byte < 127);
  return !isText && Math.min(new Set(secret).size, new Set(steps).size) >= fewestDistinctBytes;
}

import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import type { ContentEncoding } from "./answer-rules.ts";

const compressibleTypes =
  /^(?:text\/|application\/(?:json|manifest\+json|xml|wasm)|image\/(?:svg\+xml|x-icon)|font\/ttf)/;

/** A smaller file fits into the first packet anyway. */
const smallestBytes = 1024;

/** Of brotli: the highest that takes tens of milliseconds for a file of an app; the next two take ten times as long. */
const brotliQuality = 9;

/** Whether a file is worth compressing: text is, and what is compressed already isn't. */
export function isCompressible(contentType: string, bytes: Uint8Array): boolean {
  return bytes.byteLength >= smallestBytes && compressibleTypes.test(contentType);
}

/** The bytes in a content encoding (RFC 9110, section 8.4). */
export async function compress(
  bytes: Uint8Array,
  encoding: ContentEncoding,
  quality = brotliQuality,
): Promise<Uint8Array<ArrayBuffer>> {
  return encoding === "br"
    ? await promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: quality,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
        },
      })
    : await promisify(gzip)(bytes, { level: 9 });
}

/** Compresses a file when it is first requested so, and keeps the result. */
export function createEncode(
  bytes: Uint8Array,
): (encoding: ContentEncoding) => Promise<Uint8Array<ArrayBuffer>> {
  const encoded = new Map<ContentEncoding, Promise<Uint8Array<ArrayBuffer>>>();
  return async (encoding) => {
    const result = encoded.get(encoding) ?? compress(bytes, encoding);
    encoded.set(encoding, result);
    return await result;
  };
}

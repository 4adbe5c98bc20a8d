import { expect, it } from "vitest";

import { decodeBase64url, encodeBase64url } from "./base64url.ts";

// RFC 4648, section 10, and the two characters in which it differs from base64.
it.each([
  ["", ""],
  ["66", "Zg"],
  ["666f", "Zm8"],
  ["666f6f", "Zm9v"],
  ["fbeffe", "--_-"],
  ["ffffff", "____"],
])("encodes the bytes %j as %j, and decodes them", (hex, text) => {
  const bytes = new Uint8Array(Buffer.from(hex, "hex"));
  expect(encodeBase64url(bytes)).toBe(text);
  expect(decodeBase64url(text)).toEqual(bytes);
});

it.each(["A", "!", "é", "AAAAA"])("throws for %j", (text) => {
  expect(() => decodeBase64url(text)).toThrow(DOMException);
});

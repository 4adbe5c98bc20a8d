import { createHmac } from "node:crypto";

import { describe, expect, it, vi } from "vitest";

import { createKeyedHash, deriveSubkey } from "./keyed-hash.ts";

const key = { id: "k1", secret: new Uint8Array(32).fill(7) };

describe("a keyed hash", () => {
  it("hashes the parts as JSON with HMAC-SHA-256 under the purpose's subkey", async () => {
    const expected = createHmac("sha256", await deriveSubkey(key, "email-link"))
      .update('["a","b"]')
      .digest();
    expect(await createKeyedHash(key, "email-link")(["a", "b"])).toEqual(new Uint8Array(expected));
  });

  it("hashes parts with different boundaries differently", async () => {
    const hash = createKeyedHash(key, "email-link");
    const hashes = [await hash(["ab", "c"]), await hash(["a", "bc"]), await hash(['a","b', "c"])];
    expect(new Set(hashes.map(String)).size).toBe(3);
  });

  it("imports its key as non-extractable", async () => {
    const importKey = vi.spyOn(crypto.subtle, "importKey");
    await createKeyedHash(key, "email-link")(["a"]);
    expect(importKey.mock.calls.map(([, , , isExtractable]) => isExtractable)).toEqual([false, false]);
    importKey.mockRestore();
  });
});

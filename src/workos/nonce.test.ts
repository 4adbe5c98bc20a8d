import { describe, expect, it } from "vitest";

import { createNonce } from "./nonce.ts";

describe("createNonce", () => {
  it("gives 32 hexadecimal digits, never the same twice, with every digit in every place", () => {
    const nonces = Array.from({ length: 500 }, createNonce);
    expect(new Set(nonces).size).toBe(500);
    expect(nonces.every((nonce) => /^[0-9a-f]{32}$/.test(nonce))).toBe(true);
    for (let place = 0; place < 32; place += 1)
      expect(new Set(nonces.map((nonce) => nonce[place])).size).toBe(16);
  });
});

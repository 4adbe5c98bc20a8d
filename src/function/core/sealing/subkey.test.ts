import { hkdfSync } from "node:crypto";

import { describe, expect, it } from "vitest";

import { deriveSubkey, type SubkeyPurpose } from "./keyed-hash.ts";

const key = { id: "k1", secret: new Uint8Array(32).fill(7) };

describe("a subkey", () => {
  it.each<[SubkeyPurpose, number]>([
    ["session", 32],
    ["one-time-code", 32],
    ["access-token-signing", 48],
  ])(
    "derives for %s the same subkey as another HKDF implementation, %d bytes long",
    async (purpose, length) => {
      const expected = hkdfSync("sha256", key.secret, new Uint8Array(0), `portico ${purpose} v1`, length);
      expect(await deriveSubkey(key, purpose, length)).toEqual(new Uint8Array(expected));
    },
  );

  it("derives 32 bytes by default", async () => {
    expect(await deriveSubkey(key, "session")).toEqual(await deriveSubkey(key, "session", 32));
  });

  it("derives different subkeys for different purposes and keys", async () => {
    const other = { id: "k1", secret: new Uint8Array(32).fill(8) };
    const subkeys = [
      await deriveSubkey(key, "session"),
      await deriveSubkey(key, "one-time-code"),
      await deriveSubkey(other, "session"),
    ];
    expect(new Set(subkeys.map(String)).size).toBe(3);
  });
});

import { CompactEncrypt } from "jose";
import { describe, expect, it, vi } from "vitest";

import { createSealer, unknownKey } from "./sealer.ts";
import { deriveSubkey } from "./keyed-hash.ts";

const older = { id: "k1", secret: new Uint8Array(32).fill(1) };
const newer = { id: "k2", secret: new Uint8Array(32).fill(2) };

describe("createSealer", () => {
  it("opens what it sealed", async () => {
    const sealer = createSealer([newer]);
    const sealed = await sealer.seal("session", { refreshToken: "secret" });
    expect(sealed).not.toContain("secret");
    expect(await sealer.open("session", sealed)).toEqual({ refreshToken: "secret" });
  });

  it("opens what an older key sealed, and seals with the newest", async () => {
    const sealed = await createSealer([older]).seal("session", { a: 1 });
    const rotated = createSealer([newer, older]);
    expect(await rotated.open("session", sealed)).toEqual({ a: 1 });
    const opened = await createSealer([older]).open("session", await rotated.seal("session", { a: 1 }));
    expect(opened).toBe(unknownKey);
  });

  it("opens nothing for another purpose", async () => {
    const sealer = createSealer([newer]);
    const sealed = await sealer.seal("email-code-challenge", { a: 1 });
    expect(await sealer.open("session", sealed)).toBeNull();
  });

  it("opens nothing under another key with the same id", async () => {
    const sealed = await createSealer([older]).seal("session", { a: 1 });
    expect(await createSealer([{ ...newer, id: "k1" }]).open("session", sealed)).toBeNull();
  });

  it("opens no sealed value with one character changed", async () => {
    const sealer = createSealer([newer]);
    const sealed = await sealer.seal("session", { a: 1 });
    // The first character of every part: the last one may contain unused padding bits.
    const parts = [...sealed.matchAll(/[^.]+/g)].map((part) => part.index);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const index of parts) {
      const changed = sealed.slice(0, index) + (sealed[index] === "A" ? "B" : "A") + sealed.slice(index + 1);
      expect(await sealer.open("session", changed)).toBeNull();
    }
  });

  it("refuses other key management algorithms, even under the right key", async () => {
    const subkey = await deriveSubkey(newer, "session");
    const forged = await new CompactEncrypt(new TextEncoder().encode('{"a":1}'))
      .setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", kid: "k2" })
      .encrypt(subkey);
    expect(await createSealer([newer]).open("session", forged)).toBeNull();
  });

  it("opens nothing whose header names another key or none", async () => {
    const subkey = await deriveSubkey(newer, "session");
    for (const [kid, opened] of [
      ["k1", null],
      ["k3", unknownKey],
      [undefined, null],
    ] as const) {
      const forged = await new CompactEncrypt(new TextEncoder().encode('{"a":1}'))
        .setProtectedHeader({ alg: "dir", enc: "A256GCM", ...(kid === undefined ? {} : { kid }) })
        .encrypt(subkey);
      expect(await createSealer([newer, older]).open("session", forged)).toBe(opened);
    }
  });

  it("refuses other content encryption, even under the right key", async () => {
    const forged = await new CompactEncrypt(new TextEncoder().encode('{"a":1}'))
      .setProtectedHeader({ alg: "dir", enc: "A128CBC-HS256", kid: "k2" })
      .encrypt(await deriveSubkey(newer, "session"));
    expect(await createSealer([newer]).open("session", forged)).toBeNull();
  });

  it("reveals only algorithm, encryption and key id in the header", async () => {
    const [head = ""] = (await createSealer([newer, older]).seal("session", { a: 1 })).split(".");
    expect(JSON.parse(atob(head))).toEqual({ alg: "dir", enc: "A256GCM", kid: "k2" });
  });

  it("derives each subkey only once", async () => {
    const deriveBits = vi.spyOn(crypto.subtle, "deriveBits");
    const sealer = createSealer([newer, older]);
    for (let time = 0; time < 3; time += 1) {
      await sealer.open("session", await sealer.seal("session", { a: 1 }));
    }
    expect(deriveBits).toHaveBeenCalledTimes(1);
    await sealer.seal("known-device", { a: 1 });
    expect(deriveBits).toHaveBeenCalledTimes(2);
    deriveBits.mockRestore();
  });

  it("rethrows a bug instead of reporting an invalid value", async () => {
    const broken = { ...newer, secret: new Uint8Array(32) };
    const sealed = await createSealer([broken]).seal("session", { a: 1 });
    const decrypt = vi.spyOn(crypto.subtle, "deriveBits").mockRejectedValue(new TypeError("a bug"));
    await expect(createSealer([broken]).open("session", sealed)).rejects.toThrow("a bug");
    decrypt.mockRestore();
  });

  it.each(["", "a", "a.b.c.d.e", "....", "eyJhbGciOiJub25lIn0.e30."])(
    "opens nothing from %j",
    async (text) => {
      expect(await createSealer([newer]).open("session", text)).toBeNull();
    },
  );
});

import { compactDecrypt, CompactEncrypt } from "jose";
import { describe, expect, it } from "vitest";

import { type Cryptography, webCryptography } from "../core/sealing/cryptography.ts";
import { deriveSubkey } from "../core/sealing/keyed-hash.ts";
import { createSealer, unknownKey } from "../core/sealing/sealer.ts";
import { nodeCryptography } from "./node-cryptography.ts";

const both: [string, Cryptography][] = [
  ["WebCrypto", webCryptography],
  ["Node", nodeCryptography],
];
const key = { id: "k1", secret: new Uint8Array(32).fill(7) };
const fromHex = (hex: string) => Buffer.from(hex, "hex").toString("base64url");

describe.each(both)("the cryptography of %s", (_, cryptography) => {
  it("decrypts test case 14 of the GCM specification", async () => {
    const cipher = await cryptography.createCipher(new Uint8Array(32));
    const [nonce, ciphertext, tag] = [
      fromHex("00".repeat(12)),
      fromHex("cea7403d4d606b6e074ec5d3baf39d18"),
      fromHex("d0d1c8a799996bf0265b98b5d48ab919"),
    ] as const;
    expect(await cipher.decrypt(nonce, ciphertext, tag, "")).toBe("\0".repeat(16));
    expect(await cipher.decrypt(nonce, ciphertext, tag, "a")).toBeNull();
  });

  it("computes test case 2 of RFC 4231, and another hash under another key", async () => {
    const hmac = await cryptography.createHmac(new TextEncoder().encode("Jefe"));
    expect(Buffer.from(await hmac("what do ya want for nothing?")).toString("hex")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    const other = await cryptography.createHmac(new Uint8Array(20).fill(0xaa));
    expect(await other("what do ya want for nothing?")).not.toEqual(
      await hmac("what do ya want for nothing?"),
    );
  });

  it("seals what jose opens, and opens what jose sealed", async () => {
    const subkey = await deriveSubkey(key, "session");
    const sealer = createSealer([key], cryptography);
    const payload = { name: "Zoë 🌿", a: "x".repeat(3000) };
    const opened = await compactDecrypt(await sealer.seal("session", payload), subkey);
    expect(JSON.parse(new TextDecoder().decode(opened.plaintext))).toEqual(payload);
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: "k1" })
      .encrypt(subkey);
    expect(await sealer.open("session", sealed)).toEqual(payload);
  });

  it.each(both)("opens what %s sealed", async (__, other) => {
    const sealed = await createSealer([key], other).seal("session", { a: "é" });
    expect(await createSealer([key], cryptography).open("session", sealed)).toEqual({ a: "é" });
    expect(await createSealer([key], cryptography).open("known-device", sealed)).toBeNull();
  });

  it("never uses a nonce twice, and seals the same value differently each time", async () => {
    const sealer = createSealer([key], cryptography);
    const sealed = await Promise.all(
      Array.from({ length: 1000 }, async () => await sealer.seal("session", { a: 1 })),
    );
    expect(new Set(sealed.map((text) => text.split(".")[2])).size).toBe(1000);
    expect(new Set(sealed.map((text) => text.split(".")[3])).size).toBe(1000);
  });

  it("opens nothing with any character replaced, doubled or left out, without an error", async () => {
    const sealer = createSealer([key], cryptography);
    const sealed = await sealer.seal("session", { a: 1 });
    const lastCharacters = [...sealed.matchAll(/[^.](?=\.|$)/g)].map((match) => match.index);
    for (let index = 0; index < sealed.length; index += 1) {
      const [before, character = "", after] = [
        sealed.slice(0, index),
        sealed[index],
        sealed.slice(index + 1),
      ];
      // The last character of a part may contain bits that aren't used.
      const replaced = lastCharacters.includes(index) ? "!" : character === "A" ? "B" : "A";
      for (const changed of [replaced, character + character, "", ".", "=", "\u0000", "é"]) {
        if (changed === character) continue;
        const opened = await sealer.open("session", before + changed + after);
        // A header that is spelled otherwise may name another key.
        expect([null, unknownKey], `${changed} at ${String(index)}`).toContain(opened);
      }
    }
  });

  it("opens nothing whose parts were exchanged with those of another value", async () => {
    const sealer = createSealer([key], cryptography);
    const one = (await sealer.seal("session", { a: 1 })).split(".");
    const other = (await sealer.seal("session", { a: 2 })).split(".");
    for (const part of [2, 3, 4]) {
      expect(await sealer.open("session", one.with(part, other[part] ?? "").join("."))).toBeNull();
    }
  });

  it.each(["A", "AA", "AAA", "AAAAA", "-".repeat(21), "-".repeat(23)])(
    "opens nothing with a part of impossible length: %j",
    async (text) => {
      const sealer = createSealer([key], cryptography);
      const parts = (await sealer.seal("session", { a: 1 })).split(".");
      for (const part of [0, 1, 2, 3, 4]) {
        expect(await sealer.open("session", parts.with(part, text).join("."))).toBeNull();
      }
    },
  );
});

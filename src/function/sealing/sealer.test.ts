import { CompactEncrypt } from "jose";
import { describe, expect, it } from "vitest";

import { createSealer } from "./sealer.ts";
import { deriveSubkey } from "./subkey.ts";

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
    expect(await createSealer([older]).open("session", await rotated.seal("session", { a: 1 }))).toBeNull();
  });

  it("doesn't open for another purpose", async () => {
    const sealer = createSealer([newer]);
    const sealed = await sealer.seal("email-code-challenge", { a: 1 });
    expect(await sealer.open("session", sealed)).toBeNull();
  });

  it("doesn't open under another key of the same id", async () => {
    const sealed = await createSealer([older]).seal("session", { a: 1 });
    expect(await createSealer([{ ...newer, id: "k1" }]).open("session", sealed)).toBeNull();
  });

  it("opens nothing that was changed by one character", async () => {
    const sealer = createSealer([newer]);
    const sealed = await sealer.seal("session", { a: 1 });
    // The first character of every part: the last ones may hold bits that no byte is made of.
    const parts = [...sealed.matchAll(/[^.]+/g)].map((part) => part.index);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const index of parts) {
      const changed = sealed.slice(0, index) + (sealed[index] === "A" ? "B" : "A") + sealed.slice(index + 1);
      expect(await sealer.open("session", changed)).toBeNull();
    }
  });

  it("takes no other algorithm than its own, even under the right key", async () => {
    const subkey = await deriveSubkey(newer, "session");
    const forged = await new CompactEncrypt(new TextEncoder().encode('{"a":1}'))
      .setProtectedHeader({ alg: "A256GCMKW", enc: "A256GCM", kid: "k2" })
      .encrypt(subkey);
    expect(await createSealer([newer]).open("session", forged)).toBeNull();
  });

  it.each(["", "a", "a.b.c.d.e", "....", "eyJhbGciOiJub25lIn0.e30."])(
    "opens nothing from %j",
    async (text) => {
      expect(await createSealer([newer]).open("session", text)).toBeNull();
    },
  );
});

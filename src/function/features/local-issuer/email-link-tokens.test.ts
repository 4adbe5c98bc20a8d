import { base64url } from "jose";
import { describe, expect, it } from "vitest";

import { parseEmailLinkToken } from "../../../contract/email-link-token.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import { createEmailLinkTokens } from "./email-link-tokens.ts";

const older: SealingKey = { id: "k1", secret: new Uint8Array(32).fill(1) };
const newer: SealingKey = { id: "k2", secret: new Uint8Array(32).fill(2) };
const link = {
  challengeId: base64url.encode(new Uint8Array(16).fill(7)),
  expiresAtMs: 1_800_000_000_000,
  incarnation: "store-1",
};

describe("a mailed link's token", () => {
  it("contains the challenge and its expiry in URL-safe characters", async () => {
    const tokens = createEmailLinkTokens([older]);
    const token = await tokens.build(link);
    expect(token).toMatch(/^[A-Za-z0-9_-]{48}$/);
    expect(await tokens.read(token, link.incarnation)).toEqual({
      challengeId: link.challengeId,
      expiresAtMs: link.expiresAtMs,
    });
  });

  it("accepts a link token after a key change, until its key is removed", async () => {
    const token = await createEmailLinkTokens([older]).build(link);
    expect(await createEmailLinkTokens([newer, older]).read(token, link.incarnation)).not.toBeNull();
    expect(await createEmailLinkTokens([newer]).read(token, link.incarnation)).toBeNull();
  });

  it("refuses a link token under another store id", async () => {
    const tokens = createEmailLinkTokens([older]);
    expect(await tokens.read(await tokens.build(link), "store-2")).toBeNull();
  });

  it("refuses a link token with any character changed", async () => {
    const tokens = createEmailLinkTokens([older]);
    const token = await tokens.build(link);
    for (let index = 0; index < token.length; index += 1) {
      const other = token[index] === "A" ? "B" : "A";
      const changed = parseEmailLinkToken(token.slice(0, index) + other + token.slice(index + 1));
      expect(changed && (await tokens.read(changed, link.incarnation))).toBeNull();
    }
  });
});

describe("parseEmailLinkToken", () => {
  it("parses the fragment with and without #", () => {
    expect(parseEmailLinkToken(`#${"a".repeat(48)}`)).toBe("a".repeat(48));
    expect(parseEmailLinkToken("a".repeat(48))).toBe("a".repeat(48));
  });

  it.each(["", "#", "a".repeat(47), "a".repeat(49), `${"a".repeat(47)}=`, `##${"a".repeat(47)}`, 7, null])(
    "refuses %j",
    (text) => {
      expect(parseEmailLinkToken(text)).toBeNull();
    },
  );
});

import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { requireReturnTo } from "../../contract/return-to.ts";
import { buildAddressStep } from "../address-step.ts";
import {
  readMagicLinkReturnTo,
  readPendingMagicLink,
  writeMagicLinkReturnTo,
  writePendingMagicLink,
} from "./pending.ts";
import { buildSentStep } from "./send-state.ts";

const origin = "https://console.example.com";
const sent = buildSentStep(
  { email: "ada@example.com", nowMs: 1000, sendAtMs: 31_000, expiresAtMs: 901_000 },
  3,
  2,
);

describe("the sent step after a reload", () => {
  it("restores the sent step until the link expires", () => {
    const storage = createMemoryStorage();
    writePendingMagicLink(storage, sent);
    expect(readPendingMagicLink(storage, 2000)).toEqual({ ...sent, attempt: 0, nowMs: 2000 });
    expect(readPendingMagicLink(storage, 900_999)).not.toBeNull();
    expect(readPendingMagicLink(storage, 901_000)).toBeNull();
  });

  it("forgets the sent step at any other step", () => {
    const storage = createMemoryStorage();
    writePendingMagicLink(storage, sent);
    writePendingMagicLink(storage, buildAddressStep(0, "ada@example.com"));
    expect(readPendingMagicLink(storage, 2000)).toBeNull();
  });

  it.each(["", "{", "null", "[]", '{"email":"ada@example.com"}'])("restores no step from %j", (text) => {
    const storage = createMemoryStorage();
    storage.write("portico:magic-link", text);
    expect(readPendingMagicLink(storage, 0)).toBeNull();
  });
});

describe("the path of the newest request for a link", () => {
  it("reads the path of a request in other tabs until it expires", () => {
    const storage = createMemoryStorage();
    writeMagicLinkReturnTo(storage, requireReturnTo("/members?page=2"), 5000);
    expect(readMagicLinkReturnTo(storage, origin, 4999)).toBe("/members?page=2");
    expect(readMagicLinkReturnTo(storage, origin, 5000)).toBeNull();
  });

  it("forgets the path with a request that has none", () => {
    const storage = createMemoryStorage();
    writeMagicLinkReturnTo(storage, requireReturnTo("/members"), 5000);
    writeMagicLinkReturnTo(storage, null, 5000);
    expect(readMagicLinkReturnTo(storage, origin, 0)).toBeNull();
  });

  it.each(["//evil.example", "/auth/magic-link/callback?code=x", "https://evil.example"])(
    "never reads the path %s",
    (returnTo) => {
      const storage = createMemoryStorage();
      storage.write("portico:magic-link-return-to", JSON.stringify({ returnTo, expiresAtMs: 5000 }));
      expect(readMagicLinkReturnTo(storage, origin, 0)).toBeNull();
    },
  );

  it.each(["", "{", "null", '"/members"', '{"returnTo":"/members"}'])("reads no path from %j", (text) => {
    const storage = createMemoryStorage();
    storage.write("portico:magic-link-return-to", text);
    expect(readMagicLinkReturnTo(storage, origin, 0)).toBeNull();
  });
});

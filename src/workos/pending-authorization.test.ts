import { describe, expect, it } from "vitest";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { createPendingAuthorizations } from "./pending-authorization.ts";

const origin = "https://console.example.com";

function createMemoryStorage(
  entries = new Map<string, string>(),
): BrowserStorage & { entries: Map<string, string> } {
  return {
    entries,
    read: (key) => entries.get(key) ?? null,
    write: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    keys: () => [...entries.keys()],
  };
}

describe("pending authorizations", () => {
  it("gives the deep link back once, under its nonce", () => {
    const pending = createPendingAuthorizations(createMemoryStorage(), origin);
    const nonce = pending.remember({
      returnTo: parseReturnTo("/members?page=2#row", origin),
      clientState: { a: 1 },
    });
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(pending.take(nonce)).toEqual({ returnTo: "/members?page=2#row", clientState: { a: 1 } });
    expect(pending.take(nonce)).toBeNull();
    expect(pending.isAnyPending()).toBe(false);
  });

  it("keeps two sign-ins of one tab apart", () => {
    const pending = createPendingAuthorizations(createMemoryStorage(), origin);
    const first = pending.remember({ returnTo: parseReturnTo("/a", origin), clientState: undefined });
    const second = pending.remember({ returnTo: parseReturnTo("/b", origin), clientState: undefined });
    expect(pending.take(second)?.returnTo).toBe("/b");
    expect(pending.take(first)?.returnTo).toBe("/a");
  });

  it("forgets a sign-in after an hour", () => {
    let nowMs = 1_000_000;
    const storage = createMemoryStorage();
    const pending = createPendingAuthorizations(storage, origin, () => nowMs);
    const nonce = pending.remember({ returnTo: null, clientState: undefined });
    nowMs += 60 * 60 * 1000 + 1;
    expect(pending.isAnyPending()).toBe(false);
    expect(storage.entries.size).toBe(0);
    expect(pending.take(nonce)).toBeNull();
  });

  it("checks a stored return path again when it is read", () => {
    const storage = createMemoryStorage();
    const pending = createPendingAuthorizations(storage, origin);
    const nonce = pending.remember({ returnTo: null, clientState: undefined });
    const key = `portico:authorization:${nonce}`;
    storage.write(key, JSON.stringify({ createdAtMs: Date.now(), returnTo: "//evil.com" }));
    expect(pending.take(nonce)).toEqual({ returnTo: null, clientState: undefined });
  });

  it("takes damaged entries for absent", () => {
    const storage = createMemoryStorage(new Map([["portico:authorization:abc", "{"]]));
    const pending = createPendingAuthorizations(storage, origin);
    expect(pending.take("abc")).toBeNull();
    expect(pending.isAnyPending()).toBe(false);
  });
});

import { beforeEach, describe, expect, it } from "vitest";

import { createMemoryStorage } from "../config/testing/memory-storage.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { createPendingAuthorizations, type PendingAuthorizations } from "./pending-authorization.ts";

const origin = "https://console.example.com";
const hourMs = 60 * 60 * 1000;

let nowMs: number;
let ownTab: ReturnType<typeof createMemoryStorage>;
let shared: ReturnType<typeof createMemoryStorage>;
let pending: PendingAuthorizations;

function remember(returnTo: string | null, clientState?: unknown, redirectUri: string | null = null): string {
  return pending.remember({ returnTo: parseReturnTo(returnTo, origin), clientState, redirectUri });
}

beforeEach(() => {
  nowMs = 1_000_000;
  ownTab = createMemoryStorage();
  shared = createMemoryStorage();
  pending = createPendingAuthorizations({ ownTab, shared, origin, now: () => nowMs });
});

describe("a sign-in that was sent to WorkOS", () => {
  it("gives back what was remembered, once, under its nonce", () => {
    const nonce = remember("/members?page=2#row", { a: 1 }, `${origin}/auth/other`);
    pending.attachCodeVerifier(nonce, "verifier");
    const request = {
      returnTo: "/members?page=2#row",
      clientState: { a: 1 },
      redirectUri: `${origin}/auth/other`,
      codeVerifier: "verifier",
    };
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(pending.find(nonce)).toEqual(request);
    pending.forget(nonce);
    expect(pending.find(nonce)).toBeNull();
    expect([ownTab.entries.size, shared.entries.size]).toEqual([0, 0]);
  });

  it("has no verifier until one is attached, and attaches none to what it doesn't know", () => {
    pending.attachCodeVerifier("0".repeat(32), "verifier");
    expect(ownTab.entries.size).toBe(0);
    expect(pending.find(remember("/a"))).toEqual({
      returnTo: "/a",
      clientState: undefined,
      redirectUri: null,
      codeVerifier: null,
    });
  });

  it("never has the same nonce twice", () => {
    expect(new Set(Array.from({ length: 100 }, () => remember(null))).size).toBe(100);
  });

  it("is kept apart from another of the same tab", () => {
    const first = remember("/a");
    const second = remember("/b");
    expect(pending.find(second)?.returnTo).toBe("/b");
    expect(pending.find(first)?.returnTo).toBe("/a");
  });

  it("is kept for an hour and no longer, and cleared away by the next one", () => {
    const nonce = remember("/a");
    nowMs += hourMs;
    expect(pending.find(nonce)).not.toBeNull();
    nowMs += 1;
    expect(pending.find(nonce)).toBeNull();
    expect(pending.takeRecovery(nonce)).toBeUndefined();
    remember("/b");
    expect([ownTab.entries.size, shared.entries.size]).toEqual([1, 1]);
  });

  it("doesn't come from the future", () => {
    const nonce = remember("/a");
    nowMs -= 1;
    expect(pending.find(nonce)).toBeNull();
  });

  it("checks a stored return path again when it is read", () => {
    const nonce = remember("/a");
    ownTab.write(
      `portico:authorization:${nonce}`,
      JSON.stringify({ createdAtMs: nowMs, returnTo: "//evil.com" }),
    );
    shared.write(
      `portico:return-to:${nonce}`,
      JSON.stringify({ createdAtMs: nowMs, returnTo: "https://evil.com" }),
    );
    expect(pending.find(nonce)).toMatchObject({ returnTo: null });
    shared.write(
      `portico:return-to:${nonce}`,
      JSON.stringify({ createdAtMs: nowMs, returnTo: "https://evil.com" }),
    );
    expect(pending.takeRecovery(nonce)).toBeNull();
  });

  it.each(["{", "null", "7", '{"createdAtMs":"now","returnTo":null}', '{"createdAtMs":1}'])(
    "takes a damaged entry for absent: %s",
    (entry) => {
      ownTab.write("portico:authorization:abc", entry);
      expect(pending.find("abc")).toBeNull();
    },
  );

  it("leaves the entries of others alone when it clears away", () => {
    ownTab.write("mine", "1");
    shared.write("yours", "2");
    remember("/a");
    expect([ownTab.read("mine"), shared.read("yours")]).toEqual(["1", "2"]);
  });
});

describe("the newest sign-in that waits", () => {
  it("is none at first, and the last one begun afterwards", () => {
    expect(pending.findNewestReturnTo()).toBeUndefined();
    remember("/a");
    nowMs += 1;
    remember("/b");
    nowMs += 1;
    const last = remember(null);
    expect(pending.findNewestReturnTo()).toBeNull();
    pending.forget(last);
    expect(pending.findNewestReturnTo()).toBe("/b");
  });

  it("isn't one that has expired", () => {
    remember("/a");
    nowMs += hourMs + 1;
    expect(pending.findNewestReturnTo()).toBeUndefined();
  });
});

describe("the return path of a sign-in that the tab has forgotten", () => {
  it("is found once, without anything that could finish the sign-in", () => {
    const nonce = remember("/a", "secret state");
    pending.attachCodeVerifier(nonce, "verifier");
    ownTab.entries.clear();
    expect([...shared.entries.values()].join("")).not.toMatch(/secret state|verifier/);
    expect(pending.takeRecovery(nonce)).toBe("/a");
    expect(pending.takeRecovery(nonce)).toBeUndefined();
  });
});

describe("an exchange that a reload cuts off", () => {
  it("keeps its return path for the next load alone", () => {
    pending.noteFinishing(parseReturnTo("/a", origin));
    expect(pending.takeFinishing()).toBe("/a");
    expect(pending.takeFinishing()).toBeUndefined();
    pending.noteFinishing(null);
    expect(pending.takeFinishing()).toBeNull();
  });
});

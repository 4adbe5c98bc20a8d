import { describe, expect, it } from "vitest";

import { type BrowserStorage } from "../config/browser-storage.ts";
import { parseReturnTo } from "../contract/return-to.ts";
import { createPendingAuthorizations } from "../workos/pending-authorization.ts";
import { readAuthorizationResponse } from "./authorization-response.ts";

const origin = "https://console.example.com";
const callbackPath = "/auth/workos/callback";

function createTab() {
  const entries = new Map<string, string>();
  const storage: BrowserStorage = {
    read: (key) => entries.get(key) ?? null,
    write: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    keys: () => [...entries.keys()],
  };
  const pending = createPendingAuthorizations(storage, origin);
  return {
    begin: () =>
      pending.remember({ returnTo: parseReturnTo("/members?page=2", origin), clientState: undefined }),
    read: (search: string, path = callbackPath) =>
      readAuthorizationResponse(new URL(`${path}${search}`, origin), callbackPath, pending),
  };
}

function encodeState(nonce: string): string {
  return encodeURIComponent(JSON.stringify(nonce));
}

describe("readAuthorizationResponse", () => {
  it("finds nothing on other pages and on a callback without an answer", () => {
    const tab = createTab();
    expect(tab.read("?code=c&state=s", "/dashboard")).toEqual({ kind: "none" });
    expect(tab.read("")).toEqual({ kind: "none" });
    expect(tab.read("?utm_source=mail")).toEqual({ kind: "none" });
  });

  it("authorizes the answer to its own request, deep link and all, once", () => {
    const tab = createTab();
    const search = `?code=c&state=${encodeState(tab.begin())}`;
    expect(tab.read(search)).toEqual({ kind: "authorized", returnTo: "/members?page=2" });
    expect(tab.read(search)).toEqual({ kind: "noPendingRequest" });
  });

  it("accepts the registered path with a slash behind it, as the SDK does", () => {
    const tab = createTab();
    expect(tab.read(`?code=c&state=${encodeState(tab.begin())}`, `${callbackPath}/`)).toMatchObject({
      kind: "authorized",
    });
  });

  it("gives the deep link back with a denial", () => {
    const tab = createTab();
    const search = `?error=access_denied&error_description=no&state=${encodeState(tab.begin())}`;
    expect(tab.read(search)).toEqual({ kind: "denied", error: "access_denied", returnTo: "/members?page=2" });
  });

  it("believes nothing of a foreign state but that it is foreign", () => {
    const tab = createTab();
    expect(tab.read(`?code=c&state=${encodeState("0".repeat(32))}`)).toEqual({ kind: "noPendingRequest" });
    tab.begin();
    expect(tab.read(`?code=c&state=${encodeState("0".repeat(32))}`)).toEqual({ kind: "stateMismatch" });
    expect(tab.read("?code=c")).toEqual({ kind: "stateMismatch" });
  });

  it("keeps the own request waiting when a foreign answer comes in between", () => {
    const tab = createTab();
    const nonce = tab.begin();
    tab.read(`?code=stolen&state=${encodeState("0".repeat(32))}`);
    expect(tab.read(`?code=c&state=${encodeState(nonce)}`)).toMatchObject({ kind: "authorized" });
  });

  it("calls an answer without a code malformed", () => {
    const tab = createTab();
    expect(tab.read(`?state=${encodeState(tab.begin())}`)).toEqual({ kind: "malformed" });
    expect(tab.read("?code=&state=x")).toEqual({ kind: "malformed" });
  });

  it("takes 1,000 fuzzed states without a throw and without a session", () => {
    const tab = createTab();
    tab.begin();
    let seed = 42;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    const pieces = [
      "{",
      "}",
      '"',
      "returnTo",
      "//evil.com",
      "\\",
      "null",
      "[",
      "__proto__",
      ":",
      "0f",
      "\u202e",
      "%",
      "é",
    ];
    for (let round = 0; round < 1000; round += 1) {
      const fuzzed = Array.from({ length: random() % 8 }, () => pieces[random() % pieces.length]).join("");
      expect(["stateMismatch", "malformed"]).toContain(
        tab.read(`?code=c&state=${encodeURIComponent(fuzzed)}`).kind,
      );
    }
  });
});

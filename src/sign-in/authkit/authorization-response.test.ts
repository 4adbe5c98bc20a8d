import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { parseReturnTo } from "../../contract/return-to.ts";
import { createSeededRandom, type SeededRandom } from "../../contract/testing/seeded-random.ts";
import { createPendingAuthorizations } from "../../workos/pending-authorization.ts";
import { readAuthorizationResponse } from "./authorization-response.ts";

const origin = "https://console.example.com";
const callbackPath = "/auth/workos/callback";
const deepLink = "/members?page=2";
const foreignNonce = "0".repeat(32);
const scraps = [
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
  "\u00e9",
];

function createTab(shared = createMemoryStorage()) {
  const ownTab = createMemoryStorage();
  const pending = createPendingAuthorizations({ ownTab, shared, origin });
  return {
    ownTab,
    shared,
    pending,
    begin: (redirectUri: string | null = null, returnTo = deepLink) =>
      pending.remember({ returnTo: parseReturnTo(returnTo, origin), clientState: undefined, redirectUri }),
    read: (search: string, path = callbackPath) =>
      readAuthorizationResponse(new URL(`${path}${search}`, origin), callbackPath, pending),
  };
}

function encodeState(nonce: string): string {
  return encodeURIComponent(JSON.stringify(nonce));
}

describe("readAuthorizationResponse", () => {
  it("finds no response on other pages and on a callback without parameters", () => {
    const tab = createTab();
    expect(tab.read("?code=c&state=s", "/dashboard")).toEqual({ kind: "none" });
    expect(tab.read("")).toEqual({ kind: "none" });
    expect(tab.read("?utm_source=mail")).toEqual({ kind: "none" });
  });

  it("keeps a request pending if its nonce arrives at a page that isn't a callback", () => {
    const tab = createTab();
    const search = `?code=c&state=${encodeState(tab.begin())}`;
    expect(tab.read(search, "/dashboard")).toEqual({ kind: "none" });
    expect(tab.read(search)).toMatchObject({ kind: "authorized" });
  });

  it("authorizes the response to its own request once, with the deep link", () => {
    const tab = createTab();
    const search = `?code=c&state=${encodeState(tab.begin())}`;
    expect(tab.read(search)).toMatchObject({ kind: "authorized", request: { returnTo: deepLink } });
    expect(tab.read(search)).toEqual({ kind: "noPendingRequest", wasBegunHere: false, returnTo: null });
  });

  it.each(["", "/"])("accepts the registered path followed by %o", (end) => {
    const tab = createTab();
    expect(tab.read(`?code=c&state=${encodeState(tab.begin())}`, `${callbackPath}${end}`)).toMatchObject({
      kind: "authorized",
    });
  });

  it("accepts a redirect URI of one request for that request only", () => {
    const tab = createTab();
    const nonce = tab.begin(`${origin}/auth/other`);
    const plain = tab.begin();
    expect(tab.read(`?code=c&state=${encodeState(plain)}`, "/auth/other")).toEqual({ kind: "none" });
    expect(tab.read(`?code=c&state=${encodeState(nonce)}`, "/auth/other")).toMatchObject({
      kind: "authorized",
    });
  });

  it("returns the deep link with a denied request", () => {
    const tab = createTab();
    const search = `?error=access_denied&error_description=no&state=${encodeState(tab.begin())}`;
    expect(tab.read(search)).toEqual({ kind: "denied", error: "access_denied", returnTo: deepLink });
  });

  it("reports a denied request even if the response has a code too", () => {
    const tab = createTab();
    const search = `?error=server_error&code=c&state=${encodeState(tab.begin())}`;
    expect(tab.read(search)).toMatchObject({ kind: "denied", error: "server_error" });
  });

  it("reports a denied request without a state", () => {
    expect(createTab().read("?error=access_denied")).toEqual({
      kind: "denied",
      error: "access_denied",
      returnTo: null,
    });
  });

  it("reports a state mismatch for a foreign response, with the deep link of the pending request", () => {
    const tab = createTab();
    tab.begin();
    const mismatch = { kind: "stateMismatch", returnTo: deepLink };
    expect(tab.read(`?code=c&state=${encodeState(foreignNonce)}`)).toEqual(mismatch);
    expect(tab.read("?code=c")).toEqual(mismatch);
  });

  it("keeps its own request pending after a foreign response", () => {
    const tab = createTab();
    const nonce = tab.begin();
    tab.read(`?code=stolen&state=${encodeState(foreignNonce)}`);
    expect(tab.read(`?code=c&state=${encodeState(nonce)}`)).toMatchObject({ kind: "authorized" });
  });

  it("recognizes a request that this tab has forgotten, with its deep link", () => {
    const tab = createTab();
    const nonce = tab.begin();
    tab.ownTab.entries.clear();
    const search = `?code=c&state=${encodeState(nonce)}`;
    expect(tab.read(search)).toEqual({ kind: "noPendingRequest", wasBegunHere: true, returnTo: deepLink });
    expect(tab.read(search)).toEqual({ kind: "noPendingRequest", wasBegunHere: false, returnTo: null });
  });

  it("returns the deep link of a denied request that this tab has forgotten", () => {
    const tab = createTab();
    const nonce = tab.begin();
    tab.ownTab.entries.clear();
    expect(tab.read(`?error=access_denied&state=${encodeState(nonce)}`)).toMatchObject({
      kind: "denied",
      returnTo: deepLink,
    });
  });

  it("reports a response without a code as malformed, with the deep link of its own or the pending request", () => {
    const tab = createTab();
    expect(tab.read(`?state=${encodeState(tab.begin())}`)).toEqual({ kind: "malformed", returnTo: deepLink });
    expect(tab.read("?code=&state=x")).toEqual({ kind: "malformed", returnTo: null });
    tab.begin(null, "/account");
    expect(tab.read("?code=")).toEqual({ kind: "malformed", returnTo: "/account" });
  });

  it("reports a code exchange that a reload has interrupted, once", () => {
    const tab = createTab();
    tab.pending.noteFinishing(parseReturnTo(deepLink, origin));
    expect(tab.read("", "/dashboard")).toEqual({ kind: "none" });
    expect(tab.read("")).toEqual({ kind: "interrupted", returnTo: deepLink });
    expect(tab.read("")).toEqual({ kind: "none" });
  });

  it.each([
    "null",
    "{}",
    "7",
    '"short"',
    `"${"0".repeat(33)}"`,
    `"${"G".repeat(32)}"`,
    `["${foreignNonce}"]`,
  ])("finds no nonce in the state %s", (oauthState) => {
    const tab = createTab();
    expect(tab.read(`?code=c&state=${encodeURIComponent(oauthState)}`)).toMatchObject({
      kind: "noPendingRequest",
    });
  });

  it("handles 1,000 fuzzed states without throwing and without authorizing", () => {
    const random = createSeededRandom();
    const tab = createTab();
    const nonce = tab.begin();
    const believed = Array.from({ length: 1000 }, () => generateForeignState(nonce, random)).filter(
      (oauthState) => tab.read(`?code=c&state=${encodeURIComponent(oauthState)}`).kind !== "stateMismatch",
    );
    expect(believed, `seed ${String(random.seed)}`).toEqual([]);
    expect(tab.read(`?code=c&state=${encodeState(nonce)}`)).toMatchObject({ kind: "authorized" });
  });
});

/** Fragments of JSON, and values that are almost the pending nonce. */
function generateForeignState(nonce: string, random: SeededRandom): string {
  switch (random.below(4)) {
    case 0: {
      const cut = random.below(nonce.length);
      return JSON.stringify(
        nonce.slice(0, cut) + random.pick(["", "g", "\u0000", " ", "%00"]) + nonce.slice(cut + 1),
      );
    }
    case 1:
      return random.pick([
        nonce,
        `"${nonce}`,
        `["${nonce}"]`,
        `{"${nonce}":"${nonce}"}`,
        `"${nonce}","${nonce}"`,
      ]);
    case 2:
      return JSON.stringify(Array.from({ length: 32 }, () => random.below(16).toString(16)).join(""));
    default:
      return Array.from({ length: random.below(8) }, () => random.pick(scraps)).join("");
  }
}

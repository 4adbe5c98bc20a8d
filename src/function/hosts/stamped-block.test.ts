import { describe, expect, it } from "vitest";

import { parseOwnOrigins } from "../../contract/own-origin.ts";
import {
  findWorkosOrigin,
  readStampedBlock,
  replaceBundledBlocks,
  replaceStampedBlock,
  requireBuiltPage,
  stampBlock,
} from "./stamped-block.ts";

const ownOrigin = "https://console.example.com";
const ownOrigins = parseOwnOrigins(ownOrigin);

function page(block: unknown): string {
  const json = JSON.stringify(block).replaceAll("<", "\\u003c");
  return `<html>\n<script type="application/json" id="portico-config">${json}</script>\n</html>`;
}

const unstamped = { workosClientId: null, workosApiUrl: null, workosRedirectUri: null };
const built = { ...unstamped, workosClientId: "client_1" };

describe("the stamped block", () => {
  it.each([
    [{ workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null }, "https://api.workos.com"],
    [{ workosClientId: "client_1", workosApiUrl: "https://auth.example.com/" }, "https://auth.example.com"],
    [{ workosClientId: "client_1", workosApiUrl: "http://localhost:4100" }, "http://localhost:4100"],
    [{ workosClientId: "client_1", workosApiUrl: "/" }, ownOrigin],
    [{ workosClientId: null, workosApiUrl: "https://auth.example.com" }, null],
  ])("allows for %j the origin %j", (block, expected) => {
    expect(findWorkosOrigin(readStampedBlock(page({ ...unstamped, ...block })), ownOrigin)).toBe(expected);
  });

  it.each(["", "<html></html>", page({}), page("x"), page({ ...unstamped, workosApiUrl: "http://" })])(
    "throws on a page without a valid configuration block: %s",
    (html) => {
      expect(() => readStampedBlock(html)).toThrow();
    },
  );

  it("replaces nothing of a page but the block, and nothing at all by the same block", () => {
    const other = { ...built, workosClientId: "client_2", workosRedirectUri: "/auth?x=$1$&" };
    expect(replaceStampedBlock(page(built), other)).toBe(page(other));
    expect(readStampedBlock(replaceStampedBlock(page(built), other))).toEqual(other);
    const spaced = page(built).replace("{", "\n  { ");
    expect(replaceStampedBlock(spaced, built)).toBe(spaced);
  });
});

describe("stampBlock", () => {
  it.each([
    ["nothing is set", {}, {}, {}],
    [
      "another environment is set",
      { workosApiUrl: "https://auth.example.com" },
      { VITE_WORKOS_CLIENT_ID: " client_2 ", VITE_WORKOS_API_URL: "https://auth.example.net" },
      { workosClientId: "client_2", workosApiUrl: "https://auth.example.net" },
    ],
    [
      "only an authentication domain is set",
      {},
      { VITE_WORKOS_API_URL: "https://auth.example.com" },
      { workosApiUrl: "https://auth.example.com" },
    ],
    ["only the client is set", {}, { VITE_WORKOS_CLIENT_ID: "client_2" }, { workosClientId: "client_2" }],
    [
      "the redirect URI is set",
      {},
      { VITE_WORKOS_REDIRECT_URI: `${ownOrigin}/signed/in` },
      { workosRedirectUri: `${ownOrigin}/signed/in` },
    ],
    [
      "the build wasn't connected",
      { workosClientId: null },
      { VITE_WORKOS_CLIENT_ID: "client_2", WORKOS_CLIENT_ID: "client_2" },
      { workosClientId: "client_2" },
    ],
  ])("stamps what is set and keeps the rest where %s", (_, more, variables, expected) => {
    const block = { ...built, ...more };
    expect(stampBlock(block, variables, ownOrigins).block).toEqual({ ...block, ...expected });
  });

  it("completes the function's variables with those of the page, so that it trusts the page's tokens", () => {
    const block = { ...built, workosApiUrl: "https://auth.example.com" };
    const stamp = stampBlock(block, { WORKOS_API_KEY: "sk_test_1" }, ownOrigins);
    expect(stamp.workosOrigin).toBe("https://auth.example.com");
    expect(stamp.variables).toEqual({
      WORKOS_API_KEY: "sk_test_1",
      VITE_WORKOS_CLIENT_ID: "client_1",
      VITE_WORKOS_API_URL: "https://auth.example.com",
    });
  });

  it.each([
    ["WORKOS_CLIENT_ID", { WORKOS_CLIENT_ID: "client_2" }, {}],
    ["WORKOS_CLIENT_ID", { WORKOS_CLIENT_ID: "client_1", VITE_WORKOS_CLIENT_ID: "client_2" }, {}],
    [
      "VITE_WORKOS_API_URL",
      { VITE_WORKOS_CLIENT_ID: "client_2" },
      { workosApiUrl: "https://auth.example.com" },
    ],
    ["VITE_WORKOS_API_URL", {}, { workosApiUrl: "http://auth.example.com" }],
    ["VITE_WORKOS_API_URL", { VITE_WORKOS_API_URL: "http://auth.example.com" }, {}],
    ["VITE_WORKOS_API_URL", {}, { workosApiUrl: "/" }],
    ["VITE_WORKOS_API_URL", { VITE_WORKOS_API_URL: "/" }, {}],
    ["VITE_WORKOS_REDIRECT_URI", {}, { workosRedirectUri: "https://elsewhere.example/auth/workos/callback" }],
    [
      "VITE_WORKOS_REDIRECT_URI",
      {},
      { workosRedirectUri: "http://console.example.com/auth/workos/callback" },
    ],
    ["VITE_WORKOS_REDIRECT_URI", { VITE_WORKOS_REDIRECT_URI: "https://elsewhere.example/callback" }, {}],
    ["VITE_WORKOS_CLIENT_ID", { VITE_WORKOS_CLIENT_ID: "sk_test_5ecret" }, {}],
  ])("refuses by %s: %j for a build with %j", (name, variables, more) => {
    const run = () => stampBlock({ ...built, ...more }, variables, ownOrigins);
    expect(run).toThrow(new RegExp(`^${name} `));
    expect(run).not.toThrow("5ecret");
  });

  it("says why two client ids are refused, and what to set", () => {
    expect(() => stampBlock(built, { WORKOS_CLIENT_ID: "client_2" }, ownOrigins)).toThrow(
      /^WORKOS_CLIENT_ID differs from VITE_WORKOS_CLIENT_ID of the build: .*tokens.*Set both/,
    );
  });

  it.each([
    [{ WORKOS_CLIENT_ID: "client_1", VITE_WORKOS_CLIENT_ID: " client_1 " }, {}],
    [{ VITE_WORKOS_API_URL: "https://api.workos.com/" }, {}],
    [{ WORKOS_API_URL: "https://other.example.com" }, {}],
    [{ WORKOS_CLIENT_ID: "client_2" }, { workosClientId: null }],
    [{}, { workosRedirectUri: "/auth/workos/callback" }],
    [{ VITE_WORKOS_CLIENT_ID: "client_1" }, { workosApiUrl: "https://auth.example.com" }],
  ])("accepts %j for a build with %j", (variables, more) => {
    expect(() => stampBlock({ ...built, ...more }, variables, ownOrigins)).not.toThrow();
  });

  it("accepts only a path as redirect URI of a console with several origins", () => {
    const several = parseOwnOrigins(`${ownOrigin}, https://*.preview.example.dev`);
    const stamp = (uri: string) => () => stampBlock(built, { VITE_WORKOS_REDIRECT_URI: uri }, several);
    expect(stamp("/auth/workos/callback")).not.toThrow();
    expect(stamp(`${ownOrigin}/auth/workos/callback`)).toThrow(/^VITE_WORKOS_REDIRECT_URI must be a path/);
  });
});

describe("requireBuiltPage", () => {
  it.each([
    ["VITE_WORKOS_CLIENT_ID", "client_2"],
    ["VITE_WORKOS_API_URL", "https://auth.example.com"],
    ["VITE_WORKOS_REDIRECT_URI", "/other/callback"],
  ])("refuses another %s than that of a page that stays as it was built", (name, value) => {
    const stamp = stampBlock(built, { [name]: value }, ownOrigins);
    expect(() => requireBuiltPage(built, stamp)).toThrow(
      new RegExp(`^${name} differs from the one in the build`),
    );
  });

  it.each([{}, { VITE_WORKOS_CLIENT_ID: "client_1", VITE_WORKOS_API_URL: "https://api.workos.com/" }])(
    "accepts %j",
    (variables) => {
      const stamp = stampBlock(built, variables, ownOrigins);
      expect(() => requireBuiltPage(built, stamp)).not.toThrow();
    },
  );
});

describe("replaceBundledBlocks", () => {
  const other = { ...built, workosRedirectUri: "/auth?`${x}" };
  const block =
    '{"workosClientId":"client_1","workosApiUrl":null,"workosRedirectUri":"/auth?\\u0060\\u0024{x}"}';

  it.each([
    '{workosClientId:"client_0",workosApiUrl:null,workosRedirectUri:null}',
    "{workosClientId:`client_0`,workosApiUrl:'https://auth.example.com',workosRedirectUri:null}",
    '{"workosClientId": null, "workosApiUrl": null, "workosRedirectUri": "/x"}',
  ])("replaces the block as a minifier writes it: %s", (written) => {
    expect(replaceBundledBlocks(`a({block:${written},b:1})`, other)).toBe(`a({block:${block},b:1})`);
    expect(JSON.parse(block)).toEqual(other);
  });

  it.each([
    "{workosClientId:a.workosClientId,workosApiUrl:null,workosRedirectUri:null}",
    "{workosClientId:x(y),workosApiUrl:x(y),workosRedirectUri:x(y)}",
  ])("leaves other code alone: %s", (code) => {
    expect(replaceBundledBlocks(code, other)).toBe(code);
  });
});

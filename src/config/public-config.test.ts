import { describe, expect, it } from "vitest";

import {
  buildPublicConfigBlock,
  PublicConfigError,
  serializePublicConfigBlock,
} from "../contract/public-config-block.ts";
import { parsePublicConfig } from "./public-config.ts";

const origin = "https://console.example.com";

function parse(variables: Record<string, string>) {
  return parsePublicConfig(serializePublicConfigBlock(buildPublicConfigBlock(variables)), origin);
}

const block = (members: object) =>
  JSON.stringify({ workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null, ...members });

describe("the public configuration", () => {
  it("takes the three public variables and no other", () => {
    const block = buildPublicConfigBlock({
      VITE_WORKOS_CLIENT_ID: "client_1",
      WORKOS_API_KEY: "sk_secret",
      VITE_OTHER: "x",
    });
    expect(block).toEqual({ workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null });
  });

  it("is not connected to WorkOS without a client id, an empty one included", () => {
    expect(parse({})).toEqual({ origin, workos: null });
    expect(
      parse({ VITE_WORKOS_CLIENT_ID: "  ", VITE_WORKOS_API_URL: "https://auth.example.com" }).workos,
    ).toBeNull();
  });

  it("falls back to WorkOS's own API and to the callback on the page's origin", () => {
    expect(parse({ VITE_WORKOS_CLIENT_ID: "client_1" }).workos).toEqual({
      clientId: "client_1",
      apiOrigin: "https://api.workos.com",
      redirectUri: `${origin}/auth/workos/callback`,
    });
  });

  it("resolves an API on the page's own origin", () => {
    expect(parse({ VITE_WORKOS_CLIENT_ID: "client_1", VITE_WORKOS_API_URL: "/" }).workos?.apiOrigin).toBe(
      origin,
    );
  });

  it("refuses an API URL with a path, which the SDK would drop in silence", () => {
    const variables = {
      VITE_WORKOS_CLIENT_ID: "client_1",
      VITE_WORKOS_API_URL: "https://proxy.example.com/workos",
    };
    expect(() => parse(variables)).toThrow(/VITE_WORKOS_API_URL/);
  });

  it.each([
    ["nothing", "", /portico-config/],
    ["the placeholder of an unstamped page", "\n      null\n    ", /portico-config/],
    ["broken JSON", '{"workosClientId":"client_1",', /portico-config/],
    ["a page", "<!doctype html>", /portico-config/],
    ["a list", "[]", /workosClientId/],
    ["a text", '"client_1"', /portico-config/],
    ["no member", "{}", /workosClientId/],
    ["a missing member", '{"workosClientId":"client_1","workosApiUrl":null}', /workosRedirectUri/],
    ["a client id that is a number", block({ workosClientId: 7 }), /workosClientId/],
    ["an API URL that is a list", block({ workosApiUrl: ["https://auth.example.com"] }), /workosApiUrl/],
    ["an API URL that is none", block({ workosApiUrl: "https://" }), /VITE_WORKOS_API_URL/],
    ["an API URL without a scheme", block({ workosApiUrl: "auth.example.com" }), /VITE_WORKOS_API_URL/],
    [
      "an API URL with another scheme",
      block({ workosApiUrl: "ftp://auth.example.com" }),
      /VITE_WORKOS_API_URL/,
    ],
    [
      "a redirect URI that is a script",
      block({ workosRedirectUri: "javascript:alert(1)" }),
      /VITE_WORKOS_REDIRECT_URI/,
    ],
    ["a redirect URI that is none", block({ workosRedirectUri: "http://[" }), /VITE_WORKOS_REDIRECT_URI/],
  ])("is refused by name where it is %s", (_, text, named) => {
    expect(() => parsePublicConfig(text, origin)).toThrow(PublicConfigError);
    expect(() => parsePublicConfig(text, origin)).toThrow(named);
  });

  it("takes an empty value for none, as a stamp of an unset variable writes it", () => {
    expect(parsePublicConfig(block({ workosClientId: "" }), origin).workos).toBeNull();
    expect(parsePublicConfig(block({ workosApiUrl: "", workosRedirectUri: "" }), origin).workos).toEqual(
      parse({ VITE_WORKOS_CLIENT_ID: "client_1" }).workos,
    );
  });

  it("can't close the script element it stands in", () => {
    const text = serializePublicConfigBlock({
      workosClientId: "</script><script>alert(1)",
      workosApiUrl: null,
      workosRedirectUri: null,
    });
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toMatchObject({ workosClientId: "</script><script>alert(1)" });
  });
});

import { beforeEach, describe, expect, it } from "vitest";

import { readMagicLinkResponse, takeMagicLinkResponse } from "./take-response.ts";

const landing = "/auth/magic-link/callback";

beforeEach(() => window.history.replaceState(null, "", "/"));

function openAt(path: string) {
  window.history.replaceState({ idx: 3, code: "c" }, "", path);
  return { response: takeMagicLinkResponse(), path: location.pathname + location.search + location.hash };
}

describe("takeMagicLinkResponse", () => {
  it.each([landing, `${landing}/`])("reads code and state at %s and removes both", (path) => {
    expect(openAt(`${path}?code=code_1&state=nonce#x`)).toEqual({
      response: {
        kind: "authorized",
        authorization: { authorizationCode: "code_1", oauthState: "nonce" },
      },
      path: landing,
    });
    expect(window.history.state).toBeNull();
    expect(takeMagicLinkResponse()).toEqual({ kind: "none" });
  });

  it.each(["?error=access_denied&error_description=Call+0900", "?code=code_1", "?state=nonce"])(
    "removes %s from the address",
    (query) => {
      expect(openAt(landing + query).path).toBe(landing);
    },
  );

  it.each([
    landing,
    `${landing}?utm=1`,
    "/auth/workos/callback?code=code_1&state=nonce",
    "/members?code=1&state=2",
  ])("doesn't change the address %s", (path) => {
    expect(openAt(path)).toEqual({ response: { kind: "none" }, path });
  });
});

describe("readMagicLinkResponse", () => {
  it.each([
    ["", { kind: "none" }],
    ["error=access_denied", { kind: "denied", error: "access_denied" }],
    ["error=server_error&code=c&state=s", { kind: "denied", error: "server_error" }],
    ["code=c", { kind: "malformed" }],
    ["code=c&state=", { kind: "malformed" }],
    ["code=&state=s", { kind: "malformed" }],
    ["state=s", { kind: "malformed" }],
  ])("reads the query: %s", (query, response) => {
    expect(readMagicLinkResponse(new URLSearchParams(query))).toEqual(response);
  });
});

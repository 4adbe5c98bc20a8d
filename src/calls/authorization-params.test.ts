import { describe, expect, it } from "vitest";

import { addOtherParams, parseAuthorizationParams } from "./authorization-params.ts";
import { type SignInAuthorizationParams } from "./sign-in-options.ts";

describe("parseAuthorizationParams", () => {
  const forms: [string, SignInAuthorizationParams][] = [
    ["a query", "login_hint=ada%40example.com&prompt=login&max_age=60"],
    ["a query with its question mark", "?login_hint=ada%40example.com&prompt=login&max_age=60"],
    [
      "pairs",
      [
        ["login_hint", "ada@example.com"],
        ["prompt", "login"],
        ["max_age", "60"],
      ],
    ],
    ["a record", { login_hint: "ada@example.com", prompt: "login", max_age: "60" }],
    [
      "URLSearchParams",
      new URLSearchParams({ login_hint: "ada@example.com", prompt: "login", max_age: "60" }),
    ],
  ];
  it.each(forms)("reads %s", (_, params) => {
    expect(parseAuthorizationParams(params)).toEqual({
      options: { loginHint: "ada@example.com", prompt: "login" },
      others: [["max_age", "60"]],
    });
  });

  it("has no parameters without input", () => {
    expect(parseAuthorizationParams()).toEqual({ options: {}, others: [] });
  });

  it("maps parameters to Portico's options", () => {
    const params = {
      login_hint: "ada@example.com",
      organization_id: "org_1",
      invitation_token: "invitation",
      screen_hint: "sign-up",
      prompt: "select_account",
    };
    expect(parseAuthorizationParams(params)).toEqual({
      options: {
        loginHint: "ada@example.com",
        organizationId: "org_1",
        invitationToken: "invitation",
        screenHint: "sign-up",
        prompt: "select_account",
      },
      others: [],
    });
  });

  it.each(["login", "consent", "none", "select_account"])("accepts prompt=%s", (prompt) => {
    expect(parseAuthorizationParams({ prompt })).toEqual({ options: { prompt }, others: [] });
  });

  it.each(["sign-in", "sign-up"])("accepts screen_hint=%s", (screenHint) => {
    expect(parseAuthorizationParams({ screen_hint: screenHint })).toEqual({
      options: { screenHint },
      others: [],
    });
  });

  it("passes unknown values on to WorkOS", () => {
    expect(parseAuthorizationParams("prompt=login%20consent&screen_hint=reset&domain_hint=x")).toEqual({
      options: {},
      others: [
        ["prompt", "login consent"],
        ["screen_hint", "reset"],
        ["domain_hint", "x"],
      ],
    });
  });

  it.each([
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "provider",
    "connection",
    "connection_id",
    "request",
    "request_uri",
    "Redirect_URI",
  ])("ignores %s, which protects the sign-in", (name) => {
    expect(parseAuthorizationParams([[name, "evil"]])).toEqual({ options: {}, others: [] });
  });

  it("ignores empty parameters", () => {
    expect(parseAuthorizationParams("login_hint=&prompt=&max_age=")).toEqual({ options: {}, others: [] });
  });

  it("uses the last of a repeated parameter", () => {
    expect(parseAuthorizationParams("login_hint=a&login_hint=b&max_age=1&max_age=2")).toEqual({
      options: { loginHint: "b" },
      others: [["max_age", "2"]],
    });
  });

  it("throws for invalid pairs", () => {
    expect(() => parseAuthorizationParams([["login_hint"]])).toThrow(TypeError);
  });
});

describe("addOtherParams", () => {
  it("adds each parameter once", () => {
    expect(
      addOtherParams("https://auth.example/authorize?max_age=1&client_id=c", [
        ["max_age", "60"],
        ["domain_hint", "a b"],
      ]),
    ).toBe("https://auth.example/authorize?max_age=60&client_id=c&domain_hint=a+b");
  });

  it("doesn't change a URL without parameters to add", () => {
    expect(addOtherParams("https://auth.example/authorize?client_id=c", [])).toBe(
      "https://auth.example/authorize?client_id=c",
    );
  });
});

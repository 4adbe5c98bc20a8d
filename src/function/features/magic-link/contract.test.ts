import { describe, expect, it } from "vitest";

import {
  parseRedeemMagicLinkRequest,
  parseSendMagicLinkAnswer,
  parseSendMagicLinkRequest,
} from "./contract.ts";

describe("parseSendMagicLinkRequest", () => {
  it("parses an address and a path, and names the wrong part", () => {
    expect(parseSendMagicLinkRequest({ email: "Ada@Example.com", returnTo: "/members" })).toEqual({
      ok: true,
      value: { email: "Ada@example.com", returnTo: "/members" },
    });
    expect(parseSendMagicLinkRequest({ email: "ada" })).toMatchObject({ failureCode: "invalid_email" });
    expect(parseSendMagicLinkRequest({ email: "ada@example.com", state: "x" })).toMatchObject({
      failureCode: "invalid_request",
    });
  });
});

describe("parseRedeemMagicLinkRequest", () => {
  it("reads the code and the state", () => {
    expect(parseRedeemMagicLinkRequest({ code: "code_1", state: "nonce" })).toEqual({
      authorizationCode: "code_1",
      oauthState: "nonce",
    });
  });

  it.each([
    null,
    {},
    { code: "code_1" },
    { state: "nonce" },
    { code: "", state: "nonce" },
    { code: "code_1", state: "" },
    { code: 1, state: "nonce" },
    { code: "code 1", state: "nonce" },
    { code: "code\u00001", state: "nonce" },
    { code: "c".repeat(513), state: "nonce" },
    { code: "code_1", state: "s".repeat(513) },
    { code: "code_1", state: "nonce", email: "ada@example.com" },
  ])("refuses %j", (body) => {
    expect(parseRedeemMagicLinkRequest(body)).toBeNull();
  });
});

describe("parseSendMagicLinkAnswer", () => {
  it("accepts only the function's own answer", () => {
    const answer = { expiresInSeconds: 900, resendAfterSeconds: 30 };
    expect(parseSendMagicLinkAnswer(answer)).toEqual(answer);
    expect(parseSendMagicLinkAnswer({ expiresInSeconds: 900 })).toBeNull();
    expect(parseSendMagicLinkAnswer("<h1>Hotel</h1>")).toBeNull();
  });
});

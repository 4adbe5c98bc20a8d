import { describe, expect, it } from "vitest";

import { buildTestSession } from "./testing/test-session.ts";
import { buildContinueSignInBody, parseContinueSignInRequest, parseSignInAnswer } from "./sign-in-step.ts";

describe("parseContinueSignInRequest", () => {
  it.each([
    [{ organizationId: "org_1" }, { kind: "choose_organization", organizationId: "org_1" }],
    [{ totp: "123 456" }, { kind: "totp", totp: "123456" }],
    [{ code: "123-456" }, { kind: "verify_email", oneTimeCode: "123456" }],
  ])("reads %j", (body, request) => {
    expect(parseContinueSignInRequest(body)).toEqual(request);
  });

  it.each([
    null,
    {},
    { organizationId: "" },
    { organizationId: "o".repeat(129) },
    { organizationId: 1 },
    { totp: "12345" },
    { totp: "1234567" },
    { totp: 123_456 },
    { totp: "ABCDE-FGHJK" },
    { code: "12345" },
    { code: "1".repeat(65) },
    { totp: "123456", code: "123456" },
    { organizationId: "org_1", pendingAuthenticationToken: "x" },
  ])("refuses %j", (body) => {
    expect(parseContinueSignInRequest(body)).toBeNull();
  });

  it("reads what the page builds", () => {
    for (const body of [{ organizationId: "org_1" }, { totp: "123456" }, { code: "123456" }]) {
      const request = parseContinueSignInRequest(body);
      expect(request && buildContinueSignInBody(request)).toEqual(body);
    }
  });
});

describe("parseSignInAnswer", () => {
  const required = { step: { kind: "totp" }, email: "mfa@example.com", expiresInSeconds: 600 };

  it("tells a step from a session", () => {
    expect(parseSignInAnswer(required)).toEqual({ kind: "step_required", required });
    const session = buildTestSession();
    expect(parseSignInAnswer(session)).toEqual({ kind: "signed_in", session });
  });

  it.each([
    null,
    {},
    { ...required, step: { kind: "password" } },
    { ...required, step: { kind: "choose_organization" } },
    { ...required, expiresInSeconds: -1 },
    "<h1>Hotel</h1>",
  ])("takes %j for somebody else's answer", (body) => {
    expect(parseSignInAnswer(body)).toBeNull();
  });
});

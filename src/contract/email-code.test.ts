import { describe, expect, it } from "vitest";

import { parseOneTimeCode, parseSendEmailCodeRequest, parseVerifyEmailCodeRequest } from "./email-code.ts";

describe("parseOneTimeCode", () => {
  it.each(["123-456", " 1 2 3 4 5 6 ", "١٢٣٤٥٦", "۱۲۳ ۴۵۶", "１２３４５６", "𝟏𝟐𝟑𝟒𝟓𝟔", "1२๓４٥۶"])(
    "takes six decimal digits of any script, with spaces and dashes between them: %s",
    (input) => {
      expect(parseOneTimeCode(input)).toBe("123456");
    },
  );
  it.each([
    "12345",
    "1234567",
    "12345a",
    "",
    123456,
    null,
    "1".repeat(100),
    "²³¹²³¹",
    "①②③④⑤⑥",
    "ⅠⅡⅢⅣⅤⅥ",
    "12345½",
  ])("refuses %j", (input) => {
    expect(parseOneTimeCode(input)).toBeNull();
  });
});

describe("parseSendEmailCodeRequest", () => {
  it("tells a wrong address from a wrong body", () => {
    expect(parseSendEmailCodeRequest({ email: "ada" })).toEqual({ ok: false, failureCode: "invalid_email" });
    expect(parseSendEmailCodeRequest({ mail: "ada@example.com" })).toEqual({
      ok: false,
      failureCode: "invalid_request",
    });
  });
  it("refuses members it doesn't know", () => {
    const body: unknown = JSON.parse('{"email":"ada@example.com","admin":true}');
    expect(parseSendEmailCodeRequest(body)).toMatchObject({ failureCode: "invalid_request" });
  });
});

describe("parseVerifyEmailCodeRequest", () => {
  it("gives the code, or null for anything else", () => {
    expect(parseVerifyEmailCodeRequest({ code: "123456" })).toEqual({
      kind: "one_time_code",
      oneTimeCode: "123456",
    });
    expect(parseVerifyEmailCodeRequest({ code: "١٢٣٤٥٦" })).toEqual({
      kind: "one_time_code",
      oneTimeCode: "123456",
    });
    expect(parseVerifyEmailCodeRequest({ code: "123456", email: "ada@example.com" })).toBeNull();
    expect(parseVerifyEmailCodeRequest(null)).toBeNull();
  });
});

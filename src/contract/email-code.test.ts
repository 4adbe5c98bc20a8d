import { describe, expect, it } from "vitest";

import {
  parseOneTimeCode,
  parseSendEmailCodeRequest,
  parseVerifyEmailCodeRequest,
  readOneTimeCodeInput,
} from "./email-code.ts";

describe("readOneTimeCodeInput", () => {
  it.each([
    ["123456", "123456"],
    ["123 456", "123456"],
    ["123-456", "123456"],
    [" 1 2 3 4 5 6 ", "123456"],
    ["１２３４５６", "123456"],
    ["Your code is 123456. It lasts 10 minutes.", "123456"],
    ["12a", "12"],
    ["1234567", "123456"],
    ["", ""],
  ])("reads %j as %j", (input, expected) => {
    expect(readOneTimeCodeInput(input)).toBe(expected);
  });
});

describe("parseOneTimeCode", () => {
  it("takes six digits with spaces and dashes between them", () => {
    expect(parseOneTimeCode("123-456")).toBe("123456");
  });
  it.each(["12345", "1234567", "12345a", "", 123456, null, "1".repeat(100)])("refuses %j", (input) => {
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
    expect(parseVerifyEmailCodeRequest({ code: "123456", email: "ada@example.com" })).toBeNull();
    expect(parseVerifyEmailCodeRequest(null)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";

import { parseEmailAddress } from "../../contract/email-address.ts";
import { parseOneTimeCode } from "../../contract/email-code.ts";
import { mailLanguages } from "../../function/features/local-issuer/mail/mail-messages.ts";
import { buildSignInText } from "../../function/features/local-issuer/mail/sign-in-text.ts";
import { writeSignInMail } from "../../function/features/local-issuer/mail/sign-in-wording.ts";
import { composeEmailVerificationMail } from "../../mocks/mailbox/email-verification-mail.ts";
import { composeMagicAuthMail } from "../../mocks/mailbox/magic-auth-mail.ts";
import { linearTimeoutMs } from "../../contract/testing/linear-time.ts";
import { readTypedCode } from "./read-typed-code.ts";

describe("readTypedCode", () => {
  it.each([
    ["", ""],
    ["4", "4"],
    ["41820", "41820"],
    ["12a", "12"],
    ["Your code is 123", "123"],
    ["418203", "418203"],
    ["418 203", "418203"],
    ["418-203", "418203"],
    [" 4 1 8 2 0 3 ", "418203"],
    ["4-1-8-2-0-3", "418203"],
    ["41 82 03", "418203"],
    ["4182 03", "418203"],
    ["418.203", "418203"],
    ["418,203", "418203"],
    ["418·203", "418203"],
    ["418 • 203", "418203"],
    ["418_203", "418203"],
    ["418/203", "418203"],
    ["4\t1\t8\t2\t0\t3", "418203"],
    ["4\n1\n8\n2\n0\n3\n", "418203"],
    ["418 - 203", "418203"],
    ["418\u2013203", "418203"],
    ["418\u202f203", "418203"],
    ["４１８２０３", "418203"],
    ["٤١٨٢٠٣", "418203"],
    ["۴۱۸-۲۰۳", "418203"],
    ["4١८２𝟎3", "418203"],
  ])("shows what is typed, %j, as %j", (input, digits) => {
    expect(readTypedCode("", input)).toEqual({ digits, failure: null });
  });

  it.each([
    "418203 is your code",
    "Your code is 418203.",
    "Your code is 418 203. It works for 10 minutes.",
    "Your code: 418-203",
    "Your code is 4 1 8 2 0 3, for 10 minutes",
    "code:418203",
    "(418203)",
    "“418203”",
    "**418203**",
    "G-418203 is your code",
    "#418203",
    "@console.example.com #418203",
    "On 29 Nov 2026 at 10:31 Portico wrote: 418203 is your code. @localhost #418203",
    "418203 418203",
    "418203\n418 203\n418-203",
    "Asked on 2026-11-29T10:31:45Z, code 418203",
    "29.11.2026 10:31 Ihr Code: 418203",
    "29/11/26 10:31:45 418203",
    "Nov 29, 2026 418203 works for 10 minutes",
    "418203 lasts 10 minutes, until 10:41",
    "418203/418203",
    "418203,418203",
    "418203-418203-418203",
    "Your code is 418203.It works for 10 minutes",
    "Code:\n4  1  8  2  0  3\nIt works for 10 minutes",
    "Code:\t4\t1\t8\t2\t0\t3\tIt works for 10 minutes",
    "Sun, 29 Nov 2026 10:31:45 +0000 418203 is your code",
    "Sun, 29 Nov 2026 10:31:45 -0800 418203 is your code",
    "Sun Nov 29 2026 10:31:45 GMT+0100 (CET) 418203",
    "Nov 09 418203 is your code",
    "2026 11 09 418203",
    "Order 20261129, code 418203",
    "Total $553311, code 418203",
    "Total € 553311, code 418203",
    "Total 553 311 €, code 418203",
    "Total ₹ ५५३३११, code ४१८२०३",
    "Order 2026-553311: code 418203",
    "Invoice INV553311, code 418203",
    "Code 418203, ticket 12345678901",
    "Call +49 30 553311 or +1 (415) 555-2671. Your code is 418203",
    "Call 030 553311 or (0800) 553311. Your code is 418203",
    "Code 418203 https://example.com/orders/553311?id=664422",
    "https://portico-553311.example.app sent you 418203.",
    "418203 is your sign-in code for portico-553311.example.app.",
    "ada.553311@example.com, 553311@example.com: 418203",
    "Total 1,553,311.00, code 418203",
    "Version 1.553311 asks: 418203",
    "418203 10",
    "コードは418203です。29日10時31分まで有効です。",
    "인증코드는 418203입니다",
    "您的验证码是418203，10分钟内有效",
    "رمزك هو ٤١٨٢٠٣ صالح لمدة ١٠ دقائق",
    "\u2067رمزك\u2069 \u2066418203\u2069",
    "आपका कोड ४१८२०३ है, २९ नवंबर २०२६",
  ])("takes the one code out of %j", (input) => {
    expect(readTypedCode("", input)).toEqual({ digits: "418203", failure: null });
  });

  it("takes a code that begins with zeros, whatever numbers follow", () => {
    for (const code of ["012345", "001234", "000000"])
      for (const text of [
        `${code} 10 minutes`,
        `${code.slice(0, 3)} ${code.slice(3)} is your code`,
        `Code ${code}, 10:31`,
      ])
        expect(readTypedCode("", text)).toEqual({ digits: code, failure: null });
  });

  it.each([
    ["418203 or 553311", ["418203", "553311"]],
    ["418203\n553311", ["418203", "553311"]],
    ["418 203 was yours. 553-311 is yours.", ["418203", "553311"]],
    ["Code 418203, order 553311, code 418203", ["418203", "553311"]],
    ["Order ORD-553311, code 418203", ["553311", "418203"]],
    ["٤١٨٢٠٣ / 553311", ["418203", "553311"]],
    ["Your codes: 418203 and 418204", ["418203", "418204"]],
    ["4 1 8 2 0 3 or 5 5 3 3 1 1", ["418203", "553311"]],
    ["418203,418203,553311", ["418203", "553311"]],
    ["Order 553311-664422, code 418203", ["553311", "664422", "418203"]],
    ["您的验证码是418203，上一个是553311", ["418203", "553311"]],
    ["111111 222222 333333", ["111111", "222222", "333333"]],
  ])("doesn't choose among the codes of %j", (input, codes) => {
    expect(readTypedCode("", input)).toEqual({ digits: "", failure: { kind: "severalCodes", codes } });
    expect(readTypedCode("12", input)).toEqual({ digits: "12", failure: { kind: "severalCodes", codes } });
  });

  it.each([
    "12345678",
    "1234567",
    "29 Nov 2026",
    "29.11.26",
    "29/11/26",
    "10:31:45",
    "2026-11-29",
    "2026-11-29T10:31:45.123Z",
    "+1 415 555 2671",
    "030 553311",
    "(030) 553 311",
    "0176-553311",
    "555 123 4567",
    "4111 1111 1111 1111",
    "0049 30 553311",
    "02 1234 5678",
    "$553311",
    "553.311,00",
    "Nov 29 10 31 45",
    "https://example.com/553311",
    "example.com/553311",
    "ada553311@example.com",
    "553311@example.com",
    "INV553311",
    "550e8400-e29b-41d4-a716-446655440000",
    "3.141592",
    "1,553,311",
    "②⑨①①②⑥ 1 2 3 Nov 456",
    "x418203",
  ])("finds no code in %j", (input) => {
    expect(readTypedCode("", input)).toEqual({ digits: "", failure: "noCode" });
    expect(readTypedCode("12", input)).toEqual({ digits: "12", failure: "noCode" });
  });

  it(
    "reads a long text in linear time",
    () => {
      for (const unit of ["a", "a.", "1", "0 ", "(0", "a1-", "𝟒", "418203 "]) {
        const text = unit.repeat(200_000 / unit.length);
        expect(readTypedCode("", text).digits).toBe(unit === "418203 " ? "418203" : "");
      }
    },
    linearTimeoutMs,
  );

  it.each(["4182037", "9418203", "4189203", "418203x", "x418203", "418x203", "418203 7"])(
    "ignores a key too many in a full field: %j",
    (input) => {
      expect(readTypedCode("418203", input)).toEqual({ digits: "418203", failure: null });
    },
  );

  it.each(["²²²²²²", "①②③④⑤⑥", "ⅣⅠⅧⅡⅩⅢ"])("counts no digit in %s", (input) => {
    expect(readTypedCode("", input)).toEqual({ digits: "", failure: null });
  });
});

const oneTimeCode = parseOneTimeCode("012345");
const to = parseEmailAddress("ada553311@example.com");
if (oneTimeCode === null || to === null) throw new Error("The test's own code or address is malformed");

describe("a pasted mail", () => {
  it.each(mailLanguages)("of the local issuer in the language %s has one code", (language) => {
    const wording = writeSignInMail({
      to,
      oneTimeCode,
      link: "https://portico-664422.example.app:8443/auth/email-link#a1-553311-664422_775533",
      language,
      ownOrigin: "https://portico-664422.example.app:8443",
      requestedAtMs: Date.UTC(2026, 10, 29, 10, 31),
    });
    for (const text of [
      wording.subject,
      buildSignInText(wording),
      `${wording.subject}\n${buildSignInText(wording)}`,
    ])
      expect(readTypedCode("", text)).toEqual({ digits: oneTimeCode, failure: null });
  });

  it.each([composeMagicAuthMail, composeEmailVerificationMail])("of WorkOS has one code", (composeMail) => {
    const { subject, text } = composeMail(to, oneTimeCode);
    for (const pasted of [subject, text, `${subject}\n29 Nov 2026, 10:31\n${text}`])
      expect(readTypedCode("", pasted)).toEqual({ digits: oneTimeCode, failure: null });
  });
});

import { describe, expect, it } from "vitest";

import { parseOneTimeCode } from "../../../../contract/email-code.ts";
import { parseEmailAddress } from "../../../../contract/email-address.ts";
import { buildSignInMail } from "./build-sign-in-mail.ts";
import { mailLanguages, mailMessages } from "./mail-messages.ts";
import { testSignInMail } from "./testing/test-sign-in-mail.ts";

const from = { name: "Console", address: testSignInMail().to };
const build = (changes: Parameters<typeof testSignInMail>[0] = {}) =>
  buildSignInMail(testSignInMail(changes), { from, mailId: "mail-1" });

const lines = (text: string) => text.trimEnd().split("\n");

describe("buildSignInMail", () => {
  it("contains everything that the user needs, in English by default", () => {
    const mail = build();
    expect(mail.subject).toBe("123456 is your sign-in code for console.example.com");
    expect(mail.text).toBe(
      [
        "123456 is your sign-in code for console.example.com.",
        "Enter it at console.example.com, in the browser you asked for it from.",
        "",
        "Or sign in with this link:",
        "https://console.example.com/auth/email-link#token=s3cret-Token_0123456789",
        "",
        "The code and the link work once, for 10 minutes.",
        "Never give the code or the link to anybody: we won't ask you for them.",
        "Didn't ask for this? Ignore this email; without it nobody gets in.",
        "Asked for on November 21, 2026 at 10:02 UTC.",
        "",
        "@console.example.com #123456",
        "",
      ].join("\n"),
    );
  });

  it("contains only the link without a code", () => {
    const mail = build({ oneTimeCode: null });
    expect(mail.subject).toBe("Sign in to console.example.com");
    expect(lines(mail.text).slice(0, 3)).toEqual([
      "This link signs you in to console.example.com.",
      "",
      "https://console.example.com/auth/email-link#token=s3cret-Token_0123456789",
    ]);
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toMatch(/\bcode\b|@console/);
    expect(lines(mail.text).at(-1)).toBe("Asked for on November 21, 2026 at 10:02 UTC.");
  });

  it("contains only the code without a link", () => {
    const mail = build({ link: null });
    expect(mail.text).not.toMatch(/\blink\b|https?:/);
    expect(mail.html).not.toMatch(/<a |href|https?:|\blink<|this link/);
    expect(mail.text).toContain("The code works once, for 10 minutes.");
  });

  it.each(mailLanguages.flatMap((language) => [true, false].map((hasLink) => ({ language, hasLink }))))(
    "puts the code first and the autofill line last ($language, link: $hasLink)",
    ({ language, hasLink }) => {
      const mail = build({ language, ...(hasLink ? {} : { link: null }) });
      expect(mail.subject).toMatch(/^123456 .*console\.example\.com/);
      expect(lines(mail.text).at(0)).toMatch(/^123456 .*console\.example\.com/);
      expect(lines(mail.text).at(-1)).toBe("@console.example.com #123456");
    },
  );

  it("omits the port in the autofill line, which names a host, and keeps it in the texts", () => {
    const mail = build({ ownOrigin: "http://localhost:5173", link: null });
    expect(mail.subject).toContain("localhost:5173");
    expect(lines(mail.text).at(-1)).toBe("@localhost #123456");
  });

  it.each(mailLanguages)("has every text in %s, in plain text and in HTML", (language) => {
    const words = mailMessages[language];
    const mail = build({ language });
    for (const word of [
      words.codeLead("console.example.com"),
      words.keepToYourself.codeAndLink,
      words.notAsked,
    ]) {
      expect(word.length).toBeGreaterThan(8);
      expect(mail.text).toContain(word);
      expect(mail.html).toContain(word.replaceAll("'", "&#39;"));
    }
    expect(mail.html).toContain(`<html lang="${language}" dir="${words.direction}">`);
    expect(mail.text).toContain(words.orUseLink);
    expect(mail.html).toContain(words.useLink);
    for (const text of [mail.text, mail.html]) {
      expect(text).toMatch(/2026/);
      expect(text).toMatch(/[^0-9]10[^0-9:]/);
      expect(text).toMatch(/10:02/);
    }
  });

  it("has different texts in every language", () => {
    const sayings = mailLanguages.map((language) => {
      const words = mailMessages[language];
      return [
        words.codeSubject("A", "B"),
        words.linkSubject("B"),
        words.codeTitle,
        words.linkTitle,
        words.codeLead("B"),
        words.linkLead("B"),
        words.useLink,
        words.orUseLink,
        ...Object.values(words.lifetime).map((write) => write("C")),
        ...Object.values(words.keepToYourself),
        words.notAsked,
        words.askedAt("D"),
      ];
    });
    expect(new Set(sayings.flat()).size).toBe(sayings.flat().length);
  });

  it("writes Arabic from right to left, with the code from left to right", () => {
    const { html } = build({ language: "ar-EG,ar;q=0.9,en;q=0.8" });
    expect(html).toContain('<html lang="ar" dir="rtl">');
    expect(html).toMatch(/dir="ltr"[^>]*>123456</);
    expect(html).toContain('align="right"');
  });

  it("shows the code once as a whole text node, and first in the preheader", () => {
    const { html } = build();
    expect(html.match(/>123456</g)).toHaveLength(1);
    const body = html
      .slice(html.indexOf("<body"))
      .replaceAll(/<[^>]*>/g, " ")
      .trim();
    expect(body).toMatch(/^123456 · The code and the link work once, for 10 minutes/);
  });

  it("labels the link in the HTML without showing the bare URL", () => {
    const { html } = build();
    expect(html.match(/https:/g)).toHaveLength(1);
    expect(html).toMatch(/<a [^>]*href="https:[^"]+"[^>]*>Sign in with this link<\/a>/);
  });

  it.each([true, false])(
    "fetches nothing: no image, script, font, frame or URL except the link (code: %s)",
    (hasCode) => {
      const { html } = build(hasCode ? {} : { oneTimeCode: null });
      expect(html).not.toMatch(/<(?:img|script|link|iframe|object|video|audio|svg|form|input|base)\b/i);
      expect(html).not.toMatch(
        /@import|@font-face|url\(|\bsrc=|background="|http:|\bon[a-z]+=|expression\(/i,
      );
      expect(html.match(/https:\/\/[^"]+/g)).toEqual([
        "https://console.example.com/auth/email-link#token=s3cret-Token_0123456789",
      ]);
    },
  );

  it("escapes the link", () => {
    const { html } = build({ link: "https://console.example.com/auth/email-link?a=1&b=2#token='x" });
    expect(html).toContain('href="https://console.example.com/auth/email-link?a=1&amp;b=2#token=&#39;x"');
  });

  it.each([
    "https://evil.example/auth/email-link#token=x",
    "https://console.example.com.evil.example/#token=x",
    "https://console.example.com@evil.example/#token=x",
    "http://console.example.com/auth/email-link#token=x",
    "javascript:alert(1)",
    "//console.example.com/#token=x",
    "https://console.example.com/\r\nBcc: eve@evil.example",
    "https://console.example.com/\t#token=x",
    'https://console.example.com/"><script>#token=x',
    " https://console.example.com/#token=x",
  ])("builds no mail around the link %j", (link) => {
    expect(() => build({ link })).toThrow(Error);
  });

  it("builds no mail with neither code nor link", () => {
    expect(() => build({ oneTimeCode: null, link: null })).toThrow("a code or a link");
  });

  it("carries the headers of an automatic mail, on the sender's domain", () => {
    const mail = build();
    expect(mail.headers).toEqual({
      Date: "Sat, 21 Nov 2026 10:02:00 +0000",
      "Message-ID": "<mail-1@example.com>",
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
    });
  });

  it.each(["de\r\nBcc: eve@evil.example", "de\0", "\r\n\r\n<script>", '"><img src=x>', "de,\nX: 1"])(
    "writes no part of the language header %j into the mail",
    (language) => {
      const mail = build({ language });
      const { headers, subject, text, html } = mail;
      expect(JSON.stringify({ headers, subject, text, html })).not.toMatch(
        /eve@|\\u0000|<script|<img|X: 1|Bcc/,
      );
    },
  );

  it("is the same for every account: the recipient appears in no part of the mail", () => {
    const to = parseEmailAddress("grace.hopper@navy.example");
    const oneTimeCode = parseOneTimeCode("000042");
    if (to === null || oneTimeCode === null) throw new Error("The test's own values don't parse");
    const mail = build({ to, oneTimeCode });
    expect(`${mail.subject}${mail.text}${mail.html}`).not.toContain("grace");
    expect(mail.subject).toContain("000042");
  });
});

import { describe, expect, it } from "vitest";

import { emailAddressKey, parseEmailAddress, toAsciiDomain } from "./email-address.ts";

const longLocalPart = "a".repeat(64);
const longLabel = "b".repeat(63);

/** Sixty addresses that count, each with the one form in which it is used. */
const valid: [typed: string, address: string][] = [
  ...[
    "ada@example.com",
    "a@b.co",
    "ada.lovelace@example.com",
    "Ada.Lovelace@example.com",
    "ADA@example.com",
    "ada+console@example.com",
    "ada+@example.com",
    "ada++tag@example.com",
    "+ada@example.com",
    "ada-lovelace@example.com",
    "-ada@example.com",
    "ada-@example.com",
    "ada_lovelace@example.com",
    "_@example.com",
    "1815@example.com",
    "0@example.com",
    "o'neill@example.com",
    "ada!def!xyz%abc@example.com",
    "customer/department=shipping@example.com",
    "$A12345@example.com",
    "#!$%&'*+/=?^_`{}|~-@example.com",
    "a.b.c.d.e.f@example.com",
    `${longLocalPart}@example.com`,
    "ada@sub.example.com",
    "ada@a.b.c.d.example.com",
    "ada@example.co.uk",
    "ada@example.museum",
    "ada@example.x",
    "ada@exa-mple.com",
    "ada@e--xample.com",
    "ada@1.example.com",
    "ada@123.com",
    "ada@3com.com",
    "ada@1-2.example",
    "ada@xn--bcher-kva.example",
    "ada@xn--p1ai.xn--p1ai",
    `ada@${longLabel}.com`,
    "ada@127.0.0.1.example.com",
    "bcc@example.com",
    "postmaster@example.com",
  ].map((address): [string, string] => [address, address]),
  ["ada@EXAMPLE.com", "ada@example.com"],
  ["Ada@Example.Com", "Ada@example.com"],
  ["  ada@example.com", "ada@example.com"],
  ["ada@example.com \t\r\n", "ada@example.com"],
  ["\u00a0ada@example.com\u3000", "ada@example.com"],
  ["ada@bücher.example", "ada@xn--bcher-kva.example"],
  ["ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
  ["ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"],
  ["ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"],
  ["ada@пример.испытание", "ada@xn--e1afmkfd.xn--80akhbyknj4f"],
  ["ada＠example.com", "ada@example.com"],
  ["ａｄａ@example.com", "ada@example.com"],
  ["ada@ｅｘａｍｐｌｅ.com", "ada@example.com"],
  ["ada@example。com", "ada@example.com"],
  ["ada@example．com", "ada@example.com"],
  ["𝐚𝐝𝐚@example.com", "ada@example.com"],
  ["ⓐda@example.com", "ada@example.com"],
  ["ﬁnance@example.com", "finance@example.com"],
  ["ada²@example.com", "ada2@example.com"],
  ["ada@example.com\u200b", "ada@example.com"],
];

/** Ninety-one that don't. */
const invalid: unknown[] = [
  "",
  " ",
  "@",
  "ada",
  "example.com",
  "ada.example.com",
  "@example.com",
  "ada@",
  "ada@ ",
  "ada@localhost",
  "ada@com",
  "ada@@example.com",
  "ada@b@example.com",
  "ada@example.com@",
  "@ada@example.com",
  "ada＠b@example.com",
  '"ada"@example.com',
  '"ada lovelace"@example.com',
  '"ada@b"@example.com',
  '"ada\\"@example.com',
  '""@example.com',
  "ada(comment)@example.com",
  "(comment)ada@example.com",
  "ada@(comment)example.com",
  "ada@example.com(comment)",
  "Ada <ada@example.com>",
  "<ada@example.com>",
  "ada@example.com>",
  "ada@example.com,eve@evil.example",
  "ada@example.com;eve@evil.example",
  "ada@example.com eve@evil.example",
  "ada,eve@example.com",
  "ada;eve@example.com",
  "ada eve@example.com",
  "ada\teve@example.com",
  "ada:eve@example.com",
  "ada\\eve@example.com",
  "ada[eve]@example.com",
  "group:ada@example.com;",
  "mailto:ada@example.com",
  "ada@example.com?bcc=eve@evil.example",
  "ada@[127.0.0.1]",
  "ada@[IPv6:::1]",
  "ada@127.0.0.1",
  "ada@127.1",
  "ada@0x7f.1",
  "ada@0177.0.0.1",
  "ada@2130706433",
  "ada@example.123",
  ".ada@example.com",
  "ada.@example.com",
  "a..da@example.com",
  "ada@.example.com",
  "ada@example..com",
  "ada@example.com.",
  "ada@-example.com",
  "ada@example-.com",
  "ada@exa_mple.com",
  "ada@exa mple.com",
  "ada@exam!ple.com",
  "ada@example.com:25",
  "ada@example.com/path",
  "ada@example.com#fragment",
  "ada@example.com\\evil.example",
  "ada@%65xample.com",
  "ada@user:pass",
  "ada@exa|mple.com",
  "ada\r\n@example.com",
  "ada@example.com\r\nBcc: eve@evil.example",
  "ada@example.com\nBcc: eve@evil.example",
  "ada@example.com\rBcc: eve@evil.example",
  "ada@exam\r\nple.com",
  "ada\u0000@example.com",
  "ada@example.com\u0000.evil.example",
  "ada@exam\u0000ple.com",
  "ada\u001b@example.com",
  "ada\u007f@example.com",
  "adä@example.com",
  "аda@example.com",
  "ada\u200b@example.com",
  "ada\u202e@example.com",
  "ada\u2028@example.com",
  "ada@exa\u00admple.com",
  "😀@example.com",
  `${longLocalPart}a@example.com`,
  `ada@${longLabel}b.com`,
  `ada@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.example.com`,
  `${" ".repeat(1024)}ada@example.com`,
  null,
  { toString: () => "ada@example.com" },
  ["ada@example.com"],
];

const keyOf = (typed: string): string | null => {
  const address = parseEmailAddress(typed);
  return address === null ? null : emailAddressKey(address);
};

describe("parseEmailAddress", () => {
  it("is tried with a hundred and fifty-one addresses, sixty of them valid", () => {
    expect(valid).toHaveLength(60);
    expect(new Set(valid.map(([typed]) => typed)).size).toBe(60);
    expect(new Set(invalid).size).toBe(91);
  });

  it.each(valid)("reads %j as %s", (typed, address) => {
    expect(parseEmailAddress(typed)).toBe(address);
  });

  it.each(invalid.map((typed) => [typed]))("refuses %j", (typed) => {
    expect(parseEmailAddress(typed)).toBeNull();
  });

  it("gives back what it gave, when that is typed again", () => {
    for (const [, address] of valid) expect(parseEmailAddress(address)).toBe(address);
  });

  it("counts two spellings of one mailbox under one key, and another one's tag under another", () => {
    expect(keyOf("Ada@example.com")).toBe("ada@example.com");
    for (const typed of ["ada@EXAMPLE.com", "ADA@example.com", "ａｄａ＠example．com"]) {
      expect(keyOf(typed)).toBe("ada@example.com");
    }
    expect(keyOf("ada+a@example.com")).not.toBe(keyOf("ada+b@example.com"));
  });
});

describe("toAsciiDomain", () => {
  it("gives what the URL parser gives, also for the domains that it doesn't ask it about", () => {
    const labels = [
      "a",
      "a-b",
      "ab--cd",
      "xn--bcher-kva",
      "xn--a",
      "0x1",
      "1",
      "255",
      "A",
      "ü",
      "-a",
      "a-",
      "a_b",
      "",
    ];
    for (const first of labels) {
      for (const second of labels) {
        for (const last of ["com", "c", "co1", "0x1", "1", "xn--p1ai", "xn--a", "COM", "x".repeat(63), ""]) {
          const domain = `${first}.${second}.${last}`;
          const parsed = URL.canParse(`https://${domain}`) ? new URL(`https://${domain}`).hostname : null;
          expect([parsed, null], domain).toContain(toAsciiDomain(domain));
        }
      }
    }
    expect(toAsciiDomain("a.ab--cd.com")).toBe("a.ab--cd.com");
  });
});

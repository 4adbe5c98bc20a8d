import { describe, expect, it } from "vitest";

import { describeForeignWorkos, isSameSite } from "./same-site.ts";

describe("isSameSite", () => {
  it.each([
    ["https://console.example.com", "https://auth.example.com", true],
    ["https://example.com", "https://auth.example.com", true],
    ["https://console.example.com", "https://console.example.com:8443", true],
    ["https://a.b.example.co.uk", "https://auth.example.co.uk", true],
    ["http://console.portico.localhost:4300", "http://auth.portico.localhost:4400", true],
    ["http://localhost:5173", "http://localhost:4400", true],
    ["https://console.example.com", "https://api.workos.com", false],
    ["https://console.example.com", "http://auth.example.com", false],
    ["https://example.co.uk", "https://auth.co.uk", false],
    ["https://one.vercel.app", "https://two.vercel.app", false],
    ["https://one.github.io", "https://two.github.io", false],
    ["https://one.pages.dev", "https://two.pages.dev", false],
    ["https://console.example.com", "https://auth.example.org", false],
    ["https://192.0.2.7", "https://192.0.3.7", false],
    ["https://[2001:db8::1]", "https://[2001:db8::2]", false],
    ["https://console", "https://auth", false],
  ])("compares %s and %s: %s", (first, second, expected) => {
    expect(isSameSite(first, second)).toBe(expected);
    expect(isSameSite(second, first)).toBe(expected);
  });
});

describe("describeForeignWorkos", () => {
  it.each([
    ["https://console.example.com", "https://auth.example.com"],
    ["https://example.com", "https://auth.example.com"],
    ["https://app.example.co.uk", "https://auth.example.co.uk"],
    ["https://app.example.com.au", "https://login.auth.example.com.au"],
    ["https://xn--mnchen-3ya.de", "https://auth.xn--mnchen-3ya.de"],
    ["https://console.example.com:8443", "https://auth.example.com"],
  ])("names a place on the app's own site, about which it then says nothing: %s", (own, place) => {
    const words = describeForeignWorkos(own, "https://api.workos.com");
    expect(words).toContain("VITE_WORKOS_API_URL is https://api.workos.com");
    expect(words).toContain(own);
    const example = /for example (\S+)$/.exec(words ?? "")?.[1] ?? "https://missing.invalid";
    expect(describeForeignWorkos(own, example)).toBeNull();
    expect(describeForeignWorkos(own, place)).toBeNull();
  });

  it.each([
    "https://one.vercel.app",
    "https://feature.one.pages.dev",
    "https://192.0.2.7",
    "https://[2001:db8::1]",
    "https://console",
  ])("names no place on a site that nobody can put one on: %s", (own) => {
    const words = describeForeignWorkos(own, "https://api.workos.com");
    expect(words).toContain("a domain of its own");
    expect(words).not.toContain("for example");
  });

  it.each([
    ["http://localhost:4300", "https://api.workos.com"],
    ["http://127.0.0.1:4300", "https://api.workos.com"],
    ["http://localhost:4300", "http://localhost:4400"],
    ["https://console.example.com", "https://console.example.com"],
    [null, "https://auth.example.com"],
    [null, "http://localhost:4400"],
  ])("has nothing to say of %s with %s", (own, workos) => {
    expect(describeForeignWorkos(own, workos)).toBeNull();
  });

  it("says of WorkOS's own domain what is wrong wherever the app is", () => {
    const words = describeForeignWorkos(null, "https://api.workos.com");
    expect(words).toContain("another site than the app's");
    expect(words).not.toContain("invalid");
  });
});

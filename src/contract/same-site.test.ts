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
  it("names the variable, both origins and a place on the same site", () => {
    expect(describeForeignWorkos("https://console.example.com", "https://api.workos.com")).toMatch(
      /VITE_WORKOS_API_URL is https:\/\/api\.workos\.com.*https:\/\/console\.example\.com.*https:\/\/auth\.example\.com/,
    );
  });

  it.each([
    ["https://console.example.com", "https://auth.example.com"],
    ["http://localhost:4300", "https://api.workos.com"],
    ["http://127.0.0.1:4300", "https://api.workos.com"],
  ])("has nothing to say of %s with %s", (own, workos) => {
    expect(describeForeignWorkos(own, workos)).toBeNull();
  });
});

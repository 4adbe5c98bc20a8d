import { afterEach, describe, expect, it, vi } from "vitest";

import { parseRedirectTo, resolveRedirectTo } from "./redirect-to.ts";

const origin = "https://console.example.com";

function standOn(path: string) {
  const { pathname, search, hash } = new URL(path, origin);
  vi.stubGlobal("window", { location: { origin, pathname, search, hash } });
}

afterEach(() => vi.unstubAllGlobals());

describe("parseRedirectTo", () => {
  it.each([
    ["/members?tab=all#row-7", "/members?tab=all#row-7"],
    [`${origin}/members?tab=all#row-7`, "/members?tab=all#row-7"],
    [`${origin}/`, "/"],
  ])("accepts %s as a path of this app", (given, path) => {
    expect(parseRedirectTo(given, origin)).toBe(path);
  });

  it.each([
    "https://evil.example/members",
    "https://console.example.com.evil.example/",
    "https://console.example.com@evil.example/",
    "https://console.example.com",
    `${origin}//evil.example`,
    `${origin}/\\evil.example`,
    `${origin}/%2f%2fevil.example`,
    `${origin}/sign-in`,
    "HTTPS://CONSOLE.EXAMPLE.COM/members",
    "//evil.example",
    "javascript:alert(1)",
    "members",
    "",
  ])("refuses %s", (given) => {
    expect(parseRedirectTo(given, origin)).toBeNull();
  });
});

describe("resolveRedirectTo", () => {
  it("resolves to the current page by default, with query and hash", () => {
    standOn("/members?tab=all#row-7");
    expect(resolveRedirectTo(undefined)).toBe("/members?tab=all#row-7");
  });

  it("resolves to the requested path", () => {
    standOn("/members");
    expect(resolveRedirectTo("/account")).toBe("/account");
  });

  it("resolves to the default page instead of a path that leads elsewhere", () => {
    standOn("/members");
    expect(resolveRedirectTo("https://evil.example/")).toBe("/dashboard");
  });

  it("resolves to the default page on pages that a sign-in can't return to", () => {
    standOn("/sign-in?return_to=%2Fmembers");
    expect(resolveRedirectTo(undefined)).toBe("/dashboard");
  });
});

import { describe, expect, it } from "vitest";

import { parseReturnTo } from "./return-to.ts";

const origin = "https://console.example.com";

describe("parseReturnTo", () => {
  it.each([
    "/dashboard",
    "/members?page=2&q=a%20b#row-7",
    "/",
    "/r%C3%A9sum%C3%A9",
    "/sign-in-report",
    "/apix",
  ])("keeps %s with its query and hash", (path) => {
    expect(parseReturnTo(path, origin)).toBe(path);
  });

  const hostile = [
    "//evil.com",
    "///evil.com",
    "/\\evil.com",
    "\\/evil.com",
    "/\t/evil.com",
    "/\n/evil.com",
    "/\r/evil.com",
    "\t//evil.com",
    " //evil.com",
    "/ /evil.com",
    "/%09/evil.com",
    "/%5cevil.com",
    "/%2f%2fevil.com",
    "https://evil.com",
    "HTTPS:evil.com",
    "https:/evil.com",
    "http:evil.com",
    "//u@evil.com",
    "//[::1]/",
    "//2130706433",
    "javascript:x",
    "java\tscript:x",
    "\u0001javascript:x",
    "data:text/html,x",
    "/..//evil.com",
    "/./\\evil.com",
    "/x/..//evil.com",
    ".//evil.com",
    "/%2e%2e//evil.com",
    "?//evil.com",
    "#//evil.com",
    "/%00//evil.com",
    "/\u202e//evil.com",
    "/\ufeff/evil.com",
    "/a\r\nSet-Cookie:a=b",
    "//evil\u3002com",
    "dashboard",
    "",
    `/${"a".repeat(2048)}`,
  ];
  it.each(hostile)("refuses %j", (value) => {
    expect(parseReturnTo(value, origin)).toBeNull();
  });

  it.each([null, undefined, 7, {}, ["/dashboard"]])("refuses a value that is no string (%j)", (value) => {
    expect(parseReturnTo(value, origin)).toBeNull();
  });

  it.each([
    "/sign-in",
    "/SIGN-IN",
    "/sign%2Din",
    "/sign-in/",
    "/login?x",
    "/auth/workos/callback?code=1",
    "/signed-out#a",
    "/api/session/refresh",
    "/x/../api/health",
  ])("refuses %s, which would loop or leave the app", (value) => {
    expect(parseReturnTo(value, origin)).toBeNull();
  });
});

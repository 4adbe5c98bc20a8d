import { describe, expect, it } from "vitest";

import { buildPathKey } from "./path-key.ts";

describe("buildPathKey", () => {
  it.each([
    "/auth/email-link",
    "/auth/email-link/",
    "/auth/email-link//",
    "//auth/email-link",
    "/auth//email-link",
    "/Auth/Email-Link",
    "/AUTH/EMAIL-LINK/",
    "/auth/%65mail-link",
    "/%61uth/email%2Dlink/",
    "/auth%2Femail-link",
  ])("is the same for every spelling of a path: %s", (pathname) => {
    expect(buildPathKey(pathname)).toBe("/auth/email-link");
  });

  it.each([
    ["/", "/"],
    ["//", "/"],
    ["/auth", "/auth"],
    ["/auth/email-links", "/auth/email-links"],
    ["/auth/email-link/x", "/auth/email-link/x"],
    ["/auth/email-%6", null],
    ["/%ff", null],
    ["", ""],
  ])("tells other paths apart: %s", (pathname, key) => {
    expect(buildPathKey(pathname)).toBe(key);
  });
});

import { describe, expect, it } from "vitest";

import { parseInviteQuota } from "./limits.ts";

describe("parseInviteQuota", () => {
  it.each([
    [undefined, 5],
    ["", 5],
    [" ", 5],
    ["0", 0],
    [" 12 ", 12],
    ["10000", 10_000],
  ])("reads %j as %i", (value, quota) => {
    expect(parseInviteQuota({ PORTICO_INVITE_QUOTA: value })).toBe(quota);
  });

  it.each(["-1", "1.5", "five", "1e3", "10001", "999999", "0x10"])(
    "refuses to start with %j, and names the variable",
    (value) => {
      expect(() => parseInviteQuota({ PORTICO_INVITE_QUOTA: value })).toThrow("PORTICO_INVITE_QUOTA");
    },
  );
});

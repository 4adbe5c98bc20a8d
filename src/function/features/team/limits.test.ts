import { describe, expect, it } from "vitest";

import { parseInviteQuota, parseWorkosBudget } from "./limits.ts";

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

describe("parseWorkosBudget", () => {
  it.each([
    [undefined, 300],
    ["50", 50],
    ["6000", 6000],
  ])("reads %j as %i", (value, budget) => {
    expect(parseWorkosBudget({ PORTICO_WORKOS_BUDGET: value })).toBe(budget);
  });

  it.each(["0", "49", "6001", "-300", "3e2", "many"])(
    "refuses to start with %j, and names the variable",
    (value) => {
      expect(() => parseWorkosBudget({ PORTICO_WORKOS_BUDGET: value })).toThrow(
        "PORTICO_WORKOS_BUDGET must be a whole number from 50 to 6000",
      );
    },
  );
});

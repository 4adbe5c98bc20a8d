import { describe, expect, it } from "vitest";

import { countRemainingSeconds } from "./address-step.ts";

describe("countRemainingSeconds", () => {
  it("counts a started second as a whole one, and never below zero", () => {
    expect(countRemainingSeconds(10_001, 0)).toBe(11);
    expect(countRemainingSeconds(10_000, 0)).toBe(10);
    expect(countRemainingSeconds(10_000, 10_000)).toBe(0);
    expect(countRemainingSeconds(10_000, 99_000)).toBe(0);
  });
});

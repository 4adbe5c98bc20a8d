import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { admitAutomaticSignIn, forgetAutomaticSignIns } from "./automatic-sign-in-limit.ts";

describe("admitAutomaticSignIn", () => {
  it("admits three automatic sign-ins per minute and no fourth", () => {
    const storage = createMemoryStorage();
    expect([0, 1, 2, 59_999].map((nowMs) => admitAutomaticSignIn(storage, nowMs))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("admits another automatic sign-in once the first is a minute old", () => {
    const storage = createMemoryStorage();
    for (const nowMs of [0, 10, 20]) admitAutomaticSignIn(storage, nowMs);
    expect(admitAutomaticSignIn(storage, 60_000)).toBe(true);
    expect(admitAutomaticSignIn(storage, 60_001)).toBe(false);
  });

  it("ignores times more than a minute in the future, after the clock was set back", () => {
    const storage = createMemoryStorage();
    for (const nowMs of [3_600_000, 3_600_001, 3_600_002]) admitAutomaticSignIn(storage, nowMs);
    expect(admitAutomaticSignIn(storage, 0)).toBe(true);
  });

  it("starts counting again after a sign-in by a click", () => {
    const storage = createMemoryStorage();
    for (const nowMs of [0, 1, 2]) admitAutomaticSignIn(storage, nowMs);
    forgetAutomaticSignIns(storage);
    expect(admitAutomaticSignIn(storage, 3)).toBe(true);
    expect(storage.entries.size).toBe(1);
  });

  it.each(["nonsense", "{}", '["1"]', "null"])(
    "starts counting again if the stored entry is invalid: %s",
    (entry) => {
      const storage = createMemoryStorage(new Map([["portico:automatic-sign-ins", entry]]));
      expect(admitAutomaticSignIn(storage, 1)).toBe(true);
      expect(storage.read("portico:automatic-sign-ins")).toBe("[1]");
    },
  );
});

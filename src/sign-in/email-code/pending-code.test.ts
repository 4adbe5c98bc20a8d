import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { forgetPendingEmailCode, readPendingEmailCode, writePendingEmailCode } from "./pending-code.ts";
import { methodStep, type SignInState } from "./sign-in-state.ts";

const atCodeStep: SignInState & { step: "oneTimeCode" } = {
  step: "oneTimeCode",
  attempt: 3,
  email: "ada@example.com",
  entry: "digits",
  digits: "123",
  pairingInput: "",
  mayHoldLink: true,
  activity: "idle",
  failure: "incomplete",
  sentCount: 2,
  nowMs: 1_000,
  resendAtMs: 31_000,
  verifyAtMs: 1_000,
  expiresAtMs: 601_000,
};

describe("the code step after a reload", () => {
  it("restores the code step's address and times without the typed code", () => {
    const storage = createMemoryStorage();
    writePendingEmailCode(storage, atCodeStep);
    expect(readPendingEmailCode(storage, 600_999)).toEqual({
      ...atCodeStep,
      attempt: 0,
      digits: "",
      failure: null,
      nowMs: 600_999,
      verifyAtMs: 600_999,
    });
    expect([...storage.entries.values()].join("")).not.toContain("123");
  });

  it("doesn't restore a code step whose code has expired", () => {
    const storage = createMemoryStorage();
    writePendingEmailCode(storage, atCodeStep);
    expect(readPendingEmailCode(storage, 601_000)).toBeNull();
  });

  it.each<[string, SignInState]>([
    ["another step", methodStep],
    ["a code that was right", { ...atCodeStep, activity: "verified" }],
  ])("forgets the code step at %s", (_, state) => {
    const storage = createMemoryStorage();
    writePendingEmailCode(storage, atCodeStep);
    writePendingEmailCode(storage, state);
    expect(readPendingEmailCode(storage, 1_000)).toBeNull();
    expect(storage.entries.size).toBe(0);
  });

  it("forgets the code step on request", () => {
    const storage = createMemoryStorage();
    writePendingEmailCode(storage, atCodeStep);
    forgetPendingEmailCode(storage);
    expect(storage.entries.size).toBe(0);
  });

  it.each(["nonsense", "{}", "null", '{"email":1}'])("ignores an invalid entry: %s", (entry) => {
    expect(readPendingEmailCode(createMemoryStorage(new Map([["portico:email-code", entry]])), 0)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";

import { createMemoryStorage } from "../../config/testing/memory-storage.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type SignInStep } from "../../contract/sign-in-step.ts";
import { forgetPendingSignIn, readPendingSignIn, writePendingSignIn } from "./pending-sign-in.ts";
import { buildRequiredStep } from "./required-step-state.ts";
import { methodStep, reduceSignIn, type SignInState } from "./sign-in-state.ts";

const key = "portico:sign-in-step";
const email = "ada@example.com";
const at = { attempt: 3, nowMs: 1_000, expiresAtMs: 601_000 };
const totp = buildRequiredStep({ step: { kind: "totp" }, email }, at);
const ended: FunctionFailure = {
  kind: "problem",
  problem: { type: "about:blank", title: "No", status: 400, code: "no_step", reference: "r" },
};

describe("a required step after a reload", () => {
  it.each([
    { kind: "choose_organization", organizations: [{ id: "org_1", name: "One" }] },
    { kind: "totp" },
    { kind: "verify_email", email: "ada@work.example" },
  ] satisfies SignInStep[])("comes back as it began: $kind", (step) => {
    const storage = createMemoryStorage();
    writePendingSignIn(storage, buildRequiredStep({ step, email }, at));
    const back = { attempt: 0, nowMs: 600_999, expiresAtMs: 601_000 };
    expect(readPendingSignIn(storage, 600_999)).toEqual(buildRequiredStep({ step, email }, back));
  });

  it("restores a required step without the typed code and the failure", () => {
    const storage = createMemoryStorage();
    const typed = reduceSignIn(totp, { type: "codeTyped", input: "123" });
    writePendingSignIn(storage, reduceSignIn(typed, { type: "codeIncomplete" }));
    expect(readPendingSignIn(storage, 2_000)).toMatchObject({ step: "totp", digits: "", failure: null });
    expect([...storage.entries.values()].join("")).not.toContain("123");
  });

  it("doesn't restore a required step that has expired", () => {
    const storage = createMemoryStorage();
    writePendingSignIn(storage, totp);
    expect(readPendingSignIn(storage, 601_000)).toBeNull();
  });

  it.each<[string, SignInState]>([
    ["another step", methodStep],
    ["a session", { ...totp, activity: "continued" }],
    ["its end", { ...totp, failure: ended }],
  ])("forgets a required step at %s", (_, state) => {
    const storage = createMemoryStorage();
    writePendingSignIn(storage, totp);
    writePendingSignIn(storage, state);
    expect(storage.entries.size).toBe(0);
  });

  it("replaces the code step and is forgotten with it", () => {
    const codeEntry: [string, string] = ["portico:email-code", "{}"];
    const storage = createMemoryStorage(new Map([codeEntry]));
    writePendingSignIn(storage, totp);
    expect([...storage.entries.keys()]).toEqual([key]);
    storage.entries.set(...codeEntry);
    forgetPendingSignIn(storage);
    expect(storage.entries.size).toBe(0);
  });

  it.each([
    "nonsense",
    "null",
    "{}",
    '{"expiresAtMs":9}',
    '{"expiresAtMs":9,"required":{"step":{"kind":"password"},"email":"a@b.c","expiresInSeconds":1}}',
  ])("ignores an invalid entry: %s", (entry) => {
    expect(readPendingSignIn(createMemoryStorage(new Map([[key, entry]])), 0)).toBeNull();
  });
});

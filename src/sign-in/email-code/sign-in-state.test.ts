import { describe, expect, it } from "vitest";

import { type FunctionFailure } from "../../contract/function-call.ts";
import {
  findAwaitedMs,
  methodStep,
  reduceSignIn,
  type SignInEvent,
  type SignInState,
} from "./sign-in-state.ts";

const unreachable: FunctionFailure = { kind: "unreachable", cause: "network" };
const wrongCode: FunctionFailure = {
  kind: "problem",
  problem: {
    type: "about:blank",
    title: "Wrong",
    status: 400,
    code: "wrong_one_time_code",
    attemptsLeft: 4,
    reference: "r",
  },
};
const tooMany: FunctionFailure = {
  kind: "problem",
  problem: {
    type: "about:blank",
    title: "Slow",
    status: 429,
    code: "too_many_requests",
    retryAfterSeconds: 12,
    reference: "r",
  },
};

function play(...events: SignInEvent[]): SignInState {
  return events.reduce(reduceSignIn, methodStep);
}

const atCodeStep: SignInEvent[] = [
  { type: "emailCodeChosen", email: "" },
  { type: "emailChanged", email: "ada@example.com" },
  { type: "sendBegun", attempt: 1 },
  {
    type: "sendAccepted",
    attempt: 1,
    email: "ada@example.com",
    nowMs: 0,
    resendAtMs: 30_000,
    expiresAtMs: 600_000,
    mayHoldLink: false,
  },
];

describe("reduceSignIn", () => {
  it("goes from the method choice to the address and then to the code", () => {
    expect(play(...atCodeStep)).toMatchObject({
      step: "oneTimeCode",
      email: "ada@example.com",
      digits: "",
      activity: "idle",
      sentCount: 1,
    });
  });

  it("ignores the late answer to a send after going back", () => {
    const state = play(...atCodeStep.slice(0, 3), { type: "wentBack" }, ...atCodeStep.slice(3));
    expect(state).toMatchObject({ step: "method" });
  });

  it("ignores the late answer to a send of an older attempt", () => {
    const state = play(
      ...atCodeStep.slice(0, 2),
      { type: "sendBegun", attempt: 2 },
      {
        type: "sendFailed",
        attempt: 1,
        failure: unreachable,
        nowMs: 5,
      },
    );
    expect(state).toMatchObject({ step: "email", isSending: true, failure: null });
  });

  it("keeps the typed address after a failed send", () => {
    const state = play(...atCodeStep.slice(0, 3), {
      type: "sendFailed",
      attempt: 1,
      failure: unreachable,
      nowMs: 5,
    });
    expect(state).toMatchObject({
      step: "email",
      email: "ada@example.com",
      isSending: false,
      failure: unreachable,
    });
  });

  it("ignores changes of the address while sending", () => {
    const state = play(...atCodeStep.slice(0, 3), { type: "emailChanged", email: "eve@example.com" });
    expect(state).toMatchObject({ email: "ada@example.com" });
  });

  it("empties the field after a wrong code", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123 456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: wrongCode, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ digits: "", activity: "idle", failure: wrongCode });
  });

  it("keeps a code that never reached the function", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: unreachable, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ digits: "123456", activity: "idle", failure: unreachable });
  });

  it("ignores typing while a code is checked", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "codeTyped", input: "9" },
    );
    expect(state).toMatchObject({ digits: "123456", activity: "verifying" });
  });

  it("ignores the late answer to a check of an older attempt", () => {
    const state = play(...atCodeStep, { type: "verifyBegun", attempt: 3 }, { type: "verified", attempt: 2 });
    expect(state).toMatchObject({ activity: "verifying" });
  });

  it("restarts the countdown with a resend and counts the mails", () => {
    const state = play(
      ...atCodeStep,
      { type: "sendBegun", attempt: 2 },
      {
        type: "sendAccepted",
        attempt: 2,
        email: "ada@example.com",
        nowMs: 40_000,
        resendAtMs: 70_000,
        expiresAtMs: 640_000,
        mayHoldLink: false,
      },
    );
    expect(state).toMatchObject({ sentCount: 2, activity: "idle", resendAtMs: 70_000 });
  });

  it("asks for the pairing code, also after a resend", () => {
    const typed = play(
      ...atCodeStep,
      { type: "entryChosen", entry: "pairing" },
      { type: "pairingTyped", input: "abcde-fgh12" },
    );
    expect(typed).toMatchObject({ entry: "pairing", pairingInput: "abcde-fgh12" });
    const resent = [
      { type: "sendBegun", attempt: 2 },
      {
        type: "sendAccepted",
        attempt: 2,
        email: "ada@example.com",
        nowMs: 1,
        resendAtMs: 2,
        expiresAtMs: 3,
        mayHoldLink: true,
      },
    ] satisfies SignInEvent[];
    expect(resent.reduce(reduceSignIn, typed)).toMatchObject({
      entry: "pairing",
      pairingInput: "",
      mayHoldLink: true,
    });
  });

  it.each(["entryChosen", "pairingTyped"] as const)("ignores %s while a code is checked", (type) => {
    const checking = play(...atCodeStep, { type: "verifyBegun", attempt: 2 });
    const event: SignInEvent = type === "entryChosen" ? { type, entry: "pairing" } : { type, input: "ABCDE" };
    expect(reduceSignIn(checking, event)).toEqual(checking);
  });

  it("empties a refused pairing code and keeps one that never reached the function", () => {
    const checking = play(
      ...atCodeStep,
      { type: "entryChosen", entry: "pairing" },
      { type: "pairingTyped", input: "ABCDE-FGH12" },
      { type: "verifyBegun", attempt: 2 },
    );
    const fail = (failure: FunctionFailure) =>
      reduceSignIn(checking, { type: "verifyFailed", attempt: 2, failure, nowMs: 1 });
    expect(fail(wrongCode)).toMatchObject({ pairingInput: "" });
    expect(fail(unreachable)).toMatchObject({ pairingInput: "ABCDE-FGH12" });
  });

  it("keeps the typed pairing code when switching to digits", () => {
    const state = play(
      ...atCodeStep,
      { type: "entryChosen", entry: "pairing" },
      { type: "pairingTyped", input: "ABC" },
      { type: "codeIncomplete" },
      { type: "entryChosen", entry: "digits" },
    );
    expect(state).toMatchObject({ entry: "digits", pairingInput: "ABC", failure: null });
  });

  it("counts down the seconds after a refused resend", () => {
    const state = play(
      ...atCodeStep,
      { type: "sendBegun", attempt: 2 },
      { type: "sendFailed", attempt: 2, failure: tooMany, nowMs: 40_000 },
      { type: "ticked", nowMs: 45_500 },
    );
    expect(state).toMatchObject({ activity: "idle", failure: tooMany, resendAtMs: 52_000, nowMs: 45_500 });
  });

  it("allows another resend at once after a failure without a wait", () => {
    const state = play(
      ...atCodeStep,
      { type: "sendBegun", attempt: 2 },
      { type: "sendFailed", attempt: 2, failure: unreachable, nowMs: 40_000 },
    );
    expect(state).toMatchObject({ step: "oneTimeCode", resendAtMs: 40_000 });
  });

  it("counts down the seconds after a refused first send", () => {
    const state = play(
      ...atCodeStep.slice(0, 3),
      { type: "sendFailed", attempt: 1, failure: tooMany, nowMs: 1_000 },
      { type: "ticked", nowMs: 2_000 },
    );
    expect(state).toMatchObject({ step: "email", isSending: false, sendAtMs: 13_000, nowMs: 2_000 });
    expect(findAwaitedMs(state)).toBe(13_000);
  });

  it("keeps the code and counts down after a check that has to wait", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: tooMany, nowMs: 40_000 },
    );
    expect(state).toMatchObject({ digits: "123456", activity: "idle", verifyAtMs: 52_000, nowMs: 40_000 });
    expect(findAwaitedMs(state)).toBe(52_000);
  });

  it("allows another check at once after a wrong code", () => {
    const state = play(
      ...atCodeStep,
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: wrongCode, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ verifyAtMs: 9_000 });
  });

  it("keeps the code after a server error", () => {
    const failure: FunctionFailure = {
      kind: "problem",
      problem: { type: "about:blank", title: "Down", status: 500, code: "internal", reference: "r" },
    };
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ digits: "123456", failure });
  });

  it("has no countdown at the method choice, and the longer of two at the code", () => {
    expect(findAwaitedMs(methodStep)).toBe(0);
    expect(findAwaitedMs(play(...atCodeStep))).toBe(30_000);
  });

  it("begins with the known address", () => {
    expect(play({ type: "emailCodeChosen", email: "ada@example.com" })).toEqual({
      step: "email",
      attempt: 0,
      email: "ada@example.com",
      isSending: false,
      failure: null,
      nowMs: 0,
      sendAtMs: 0,
    });
  });

  it("restores a stored step", () => {
    const stored = play(...atCodeStep);
    expect(play({ type: "restored", state: stored })).toBe(stored);
  });

  it("reports an invalid address until it changes", () => {
    const chosen: SignInEvent = { type: "emailCodeChosen", email: "" };
    const refused: SignInEvent = { type: "emailRefused", reason: "missing" };
    expect(play(chosen, refused)).toMatchObject({ failure: "missing" });
    expect(play(chosen, refused, { type: "emailChanged", email: "a" })).toMatchObject({
      email: "a",
      failure: null,
    });
  });

  it("forgets the failure with the next send", () => {
    const state = play(
      { type: "emailCodeChosen", email: "a" },
      { type: "emailRefused", reason: "invalid" },
      { type: "sendBegun", attempt: 4 },
    );
    expect(state).toMatchObject({ attempt: 4, isSending: true, failure: null });
  });

  it("reports missing digits until one is typed", () => {
    expect(play(...atCodeStep, { type: "codeIncomplete" })).toMatchObject({ failure: "incomplete" });
    expect(play(...atCodeStep, { type: "codeIncomplete" }, { type: "codeTyped", input: "1" })).toMatchObject({
      digits: "1",
      failure: null,
    });
  });

  it("shows a pending check or resend without the failure before it", () => {
    expect(
      play(...atCodeStep, { type: "codeIncomplete" }, { type: "verifyBegun", attempt: 2 }),
    ).toMatchObject({
      activity: "verifying",
      attempt: 2,
      failure: null,
    });
    expect(play(...atCodeStep, { type: "codeIncomplete" }, { type: "sendBegun", attempt: 2 })).toMatchObject({
      activity: "resending",
      attempt: 2,
      failure: null,
    });
  });

  it("ignores typing after the correct code", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verified", attempt: 2 },
      { type: "codeTyped", input: "9" },
    );
    expect(state).toMatchObject({ activity: "verified", digits: "123456" });
  });

  it("ignores a pending answer after going back or changing the address", () => {
    expect(play(...atCodeStep.slice(0, 3), { type: "wentBack" })).toEqual({ step: "method", attempt: 2 });
    expect(play(...atCodeStep, { type: "addressChangeAsked" })).toMatchObject({ step: "email", attempt: 2 });
  });

  it("ignores the late failure of an older check", () => {
    const state = play(
      ...atCodeStep,
      { type: "verifyBegun", attempt: 3 },
      { type: "verifyFailed", attempt: 2, failure: wrongCode, nowMs: 1 },
    );
    expect(state).toMatchObject({ activity: "verifying", failure: null });
  });

  it("keeps the address when going back to it", () => {
    expect(play(...atCodeStep, { type: "addressChangeAsked" })).toMatchObject({
      step: "email",
      email: "ada@example.com",
    });
  });

  it.each<SignInEvent>([
    { type: "emailChanged", email: "x" },
    { type: "emailRefused", reason: "missing" },
    { type: "sendBegun", attempt: 1 },
    { type: "codeTyped", input: "1" },
    { type: "codeIncomplete" },
    { type: "verifyBegun", attempt: 1 },
    { type: "addressChangeAsked" },
    { type: "ticked", nowMs: 1 },
    {
      type: "sendAccepted",
      attempt: 0,
      email: "a@example.com",
      nowMs: 0,
      resendAtMs: 1,
      expiresAtMs: 2,
      mayHoldLink: false,
    },
    { type: "sendFailed", attempt: 0, failure: unreachable, nowMs: 1 },
    { type: "verified", attempt: 0 },
    { type: "verifyFailed", attempt: 0, failure: unreachable, nowMs: 1 },
  ])("ignores $type at the method choice", (event) => {
    expect(play(event)).toEqual(methodStep);
  });
});

it.each<SignInEvent>([
  { type: "codeTyped", input: "1" },
  { type: "codeIncomplete" },
  { type: "verifyBegun", attempt: 7 },
  { type: "verified", attempt: 0 },
  { type: "verifyFailed", attempt: 0, failure: wrongCode, nowMs: 1 },
  { type: "addressChangeAsked" },
])("ignores $type at the address", (event) => {
  const atEmailStep: SignInEvent = { type: "emailCodeChosen", email: "a" };
  expect(play(atEmailStep, event)).toEqual(play(atEmailStep));
});

it.each<SignInEvent>([
  { type: "emailChanged", email: "x" },
  { type: "emailRefused", reason: "missing" },
])("ignores $type at the code", (event) => {
  expect(play(...atCodeStep, event)).toEqual(play(...atCodeStep));
});

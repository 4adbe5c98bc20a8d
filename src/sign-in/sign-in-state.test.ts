import { describe, expect, it } from "vitest";

import { type FunctionFailure } from "../contract/function-call.ts";
import {
  methodStep,
  reduceSignIn,
  remainingResendSeconds,
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
  { type: "emailCodeChosen" },
  { type: "emailChanged", email: "ada@example.com" },
  { type: "sendBegun", attempt: 1 },
  {
    type: "sendAccepted",
    attempt: 1,
    email: "ada@example.com",
    nowMs: 0,
    resendAtMs: 30_000,
    expiresAtMs: 600_000,
  },
];

describe("the sign-in page's state", () => {
  it("goes from the choice over the address to the code", () => {
    expect(play(...atCodeStep)).toMatchObject({
      step: "oneTimeCode",
      email: "ada@example.com",
      digits: "",
      activity: "idle",
      sentCount: 1,
    });
  });

  it("ignores the late answer to a send that the person walked away from", () => {
    const state = play(...atCodeStep.slice(0, 3), { type: "wentBack" }, ...atCodeStep.slice(3));
    expect(state).toMatchObject({ step: "method" });
  });

  it("ignores the late answer of an older attempt", () => {
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

  it("keeps the typed address when the send fails", () => {
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

  it("refuses changes of the address while it is being sent", () => {
    const state = play(...atCodeStep.slice(0, 3), { type: "emailChanged", email: "eve@example.com" });
    expect(state).toMatchObject({ email: "ada@example.com" });
  });

  it("empties the code that was compared and found wrong", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123 456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: wrongCode },
    );
    expect(state).toMatchObject({ digits: "", activity: "idle", failure: wrongCode });
  });

  it("keeps the code that never reached the function", () => {
    const state = play(
      ...atCodeStep,
      { type: "codeTyped", input: "123456" },
      { type: "verifyBegun", attempt: 2 },
      { type: "verifyFailed", attempt: 2, failure: unreachable },
    );
    expect(state).toMatchObject({ digits: "123456", activity: "idle", failure: unreachable });
  });

  it("takes no typing while a code is checked", () => {
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

  it("starts the countdown anew with a resend and counts the mails", () => {
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
      },
    );
    expect(state).toMatchObject({ sentCount: 2, activity: "idle", resendAtMs: 70_000 });
  });

  it("counts down what a refused resend asks to wait", () => {
    const state = play(
      ...atCodeStep,
      { type: "sendBegun", attempt: 2 },
      { type: "sendFailed", attempt: 2, failure: tooMany, nowMs: 40_000 },
      { type: "ticked", nowMs: 45_500 },
    );
    expect(state.step === "oneTimeCode" && remainingResendSeconds(state)).toBe(7);
  });

  it("never counts below zero", () => {
    const state = play(...atCodeStep, { type: "ticked", nowMs: 99_000 });
    expect(state.step === "oneTimeCode" && remainingResendSeconds(state)).toBe(0);
  });

  it("keeps the address when another one is wanted", () => {
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
  ])("stays at the choice on $type, which doesn't belong there", (event) => {
    expect(play(event)).toEqual(methodStep);
  });
});

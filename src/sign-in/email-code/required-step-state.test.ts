import { describe, expect, it } from "vitest";

import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type RequiredStep } from "../../contract/sign-in-step.ts";
import { hasEnded } from "./required-step-state.ts";
import {
  findAwaitedMs,
  isCountingDown,
  methodStep,
  reduceSignIn,
  type SignInEvent,
} from "./sign-in-state.ts";

const email = "ada@example.com";
const unreachable: FunctionFailure = { kind: "unreachable", cause: "network" };
const organizations = [
  { id: "org_1", name: "One" },
  { id: "org_2", name: "Two" },
];
const steps = {
  organization: { kind: "choose_organization", organizations },
  totp: { kind: "totp" },
  verifyEmail: { kind: "verify_email", email: "ada@work.example" },
} as const satisfies Record<string, RequiredStep["step"]>;

function buildProblem(failureCode: FailureCode, status = 400, retryAfterSeconds?: number): FunctionFailure {
  return {
    kind: "problem",
    problem: {
      type: "about:blank",
      title: "No",
      status,
      code: failureCode,
      reference: "r",
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    },
  };
}

const atCodeStep: SignInEvent[] = [
  { type: "emailCodeChosen", email },
  { type: "sendBegun", attempt: 1 },
  {
    type: "sendAccepted",
    attempt: 1,
    email,
    nowMs: 0,
    resendAtMs: 0,
    expiresAtMs: 600_000,
    mayHoldLink: false,
  },
  { type: "verifyBegun", attempt: 2 },
];

function require(step: RequiredStep["step"], attempt = 2): SignInEvent {
  return { type: "stepRequired", attempt, required: { step, email, expiresInSeconds: 600 }, nowMs: 5_000 };
}

function play(...events: SignInEvent[]) {
  return [...atCodeStep, ...events].reduce(reduceSignIn, methodStep);
}

describe("a required step", () => {
  const common = {
    attempt: 2,
    email,
    activity: "idle",
    failure: null,
    nowMs: 5_000,
    continueAtMs: 5_000,
    expiresAtMs: 605_000,
  };

  it.each([
    [steps.organization, { step: "organization", organizations, chosenId: null }],
    [steps.totp, { step: "totp", digits: "" }],
    [steps.verifyEmail, { step: "verifyEmail", mailedTo: "ada@work.example", digits: "" }],
  ])("replaces the code step: $kind", (step, own) => {
    expect(play(require(step))).toEqual({ ...common, ...own });
  });

  it("ignores a required step of an older attempt", () => {
    expect(play(require(steps.totp, 1))).toMatchObject({ step: "oneTimeCode" });
  });

  it("ignores a required step after going back", () => {
    expect(play({ type: "wentBack" }, require(steps.totp, 3))).toMatchObject({ step: "method" });
    expect(play({ type: "addressChangeAsked" }, require(steps.totp, 3))).toMatchObject({ step: "email" });
  });

  it("remembers the clicked organization while it opens", () => {
    const pressed = play(require(steps.organization), {
      type: "continueBegun",
      attempt: 3,
      organizationId: "org_2",
    });
    expect(pressed).toMatchObject({ activity: "continuing", chosenId: "org_2", attempt: 3 });
    expect(reduceSignIn(pressed, { type: "continued", attempt: 3 })).toMatchObject({ activity: "continued" });
    expect(reduceSignIn(pressed, { type: "continued", attempt: 2 })).toEqual(pressed);
  });

  it("accepts digits only, and none while they are checked", () => {
    const typed = play(require(steps.totp), { type: "codeTyped", input: "12 3a" });
    expect(typed).toMatchObject({ digits: "123" });
    const checking = reduceSignIn(typed, { type: "continueBegun", attempt: 3, organizationId: null });
    expect(reduceSignIn(checking, { type: "codeTyped", input: "9" })).toEqual(checking);
    const choosing = play(require(steps.organization));
    expect(reduceSignIn(choosing, { type: "codeTyped", input: "9" })).toEqual(choosing);
    expect(reduceSignIn(choosing, { type: "codeIncomplete" })).toEqual(choosing);
  });

  it("reports missing digits until something is typed", () => {
    const asked = play(require(steps.totp), { type: "codeIncomplete" });
    expect(asked).toMatchObject({ failure: "incomplete" });
    expect(reduceSignIn(asked, { type: "codeTyped", input: "1" })).toMatchObject({ failure: null });
  });

  it.each([
    ["a code that was compared", buildProblem("wrong_totp"), ""],
    ["one that the function didn't take", buildProblem("too_many_requests", 429, 7), "123456"],
    ["one that WorkOS didn't see", buildProblem("workos_unreachable", 503, 5), "123456"],
    ["one that never arrived", unreachable, "123456"],
  ])("empties or keeps the field after %s", (_, failure, digits) => {
    const state = play(
      require(steps.totp),
      { type: "codeTyped", input: "123456" },
      { type: "continueBegun", attempt: 3, organizationId: null },
      { type: "continueFailed", attempt: 3, failure, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ step: "totp", digits, failure, activity: "idle", nowMs: 9_000 });
  });

  it("keeps the choice of organizations after a failure, until the next click", () => {
    const failed = play(
      require(steps.organization),
      { type: "continueBegun", attempt: 3, organizationId: "org_1" },
      { type: "continueFailed", attempt: 3, failure: unreachable, nowMs: 9_000 },
    );
    expect(failed).toMatchObject({ step: "organization", activity: "idle", failure: unreachable });
    const again = reduceSignIn(failed, { type: "continueBegun", attempt: 4, organizationId: "org_2" });
    expect(again).toMatchObject({ failure: null, chosenId: "org_2" });
  });

  it("ignores the late failure of an older attempt", () => {
    const state = play(
      require(steps.totp),
      { type: "continueBegun", attempt: 4, organizationId: null },
      { type: "continueFailed", attempt: 3, failure: unreachable, nowMs: 9_000 },
    );
    expect(state).toMatchObject({ activity: "continuing", failure: null });
  });

  it("counts down the seconds that the function asks to wait", () => {
    const waiting = play(
      require(steps.totp),
      { type: "continueBegun", attempt: 3, organizationId: null },
      {
        type: "continueFailed",
        attempt: 3,
        failure: buildProblem("too_many_requests", 429, 7),
        nowMs: 9_000,
      },
    );
    expect(findAwaitedMs(waiting)).toBe(16_000);
    expect(isCountingDown(waiting)).toBe(true);
    expect(isCountingDown(reduceSignIn(waiting, { type: "ticked", nowMs: 16_000 }))).toBe(false);
  });

  it("continues with the next required step", () => {
    const state = play(
      require(steps.organization),
      { type: "continueBegun", attempt: 3, organizationId: "org_1" },
      require(steps.totp, 3),
    );
    expect(state).toMatchObject({ step: "totp", attempt: 3, activity: "idle" });
  });

  it.each(Object.values(steps))("goes back to the same address: $kind", (step) => {
    expect(play(require(step), { type: "addressChangeAsked" })).toMatchObject({
      step: "email",
      email,
      attempt: 3,
    });
  });

  it("ignores events of another step", () => {
    const state = play(require(steps.totp));
    for (const event of [
      { type: "sendFailed", attempt: 2, failure: unreachable, nowMs: 0 },
      { type: "verifyFailed", attempt: 2, failure: unreachable, nowMs: 0 },
      { type: "verified", attempt: 2 },
      { type: "sendBegun", attempt: 3 },
      ...atCodeStep.slice(2, 3).map((accepted) => ({ ...accepted, attempt: 2 })),
    ] satisfies SignInEvent[]) {
      expect(reduceSignIn(state, event)).toEqual(state);
    }
    for (const event of [
      { type: "continueBegun", attempt: 3, organizationId: null },
      { type: "continued", attempt: 2 },
      { type: "continueFailed", attempt: 2, failure: unreachable, nowMs: 0 },
    ] satisfies SignInEvent[]) {
      expect(reduceSignIn(play(), event)).toEqual(play());
    }
  });

  it.each(["no_step", "step_expired", "sign_in_replaced", "too_many_attempts"] as const)(
    "ends the sign-in with %s",
    (failureCode) => {
      expect(hasEnded(buildProblem(failureCode))).toBe(true);
    },
  );

  it.each([null, "incomplete", unreachable, buildProblem("wrong_totp")] as const)(
    "doesn't end the sign-in with %j",
    (failure) => {
      expect(hasEnded(failure)).toBe(false);
    },
  );
});

describe("a blocked sign-in", () => {
  it.each([
    ["sso_required", "sso"],
    ["continue_with_workos", "workos"],
    ["sign_up_not_allowed", "invitation"],
  ] as const)("turns away with the way that does: %s", (failureCode, reason) => {
    const failure = buildProblem(failureCode, 403);
    expect(play({ type: "verifyFailed", attempt: 2, failure, nowMs: 1 })).toEqual({
      step: "blocked",
      attempt: 2,
      email,
      reason,
      organizationId: null,
    });
  });

  it("remembers the chosen organization of a blocked sign-in", () => {
    const state = play(
      require(steps.organization),
      { type: "continueBegun", attempt: 3, organizationId: "org_2" },
      { type: "continueFailed", attempt: 3, failure: buildProblem("sso_required", 403), nowMs: 1 },
    );
    expect(state).toMatchObject({ step: "blocked", reason: "sso", organizationId: "org_2" });
  });

  it("goes from a blocked sign-in back to the address, without a countdown", () => {
    const blocked = play({
      type: "verifyFailed",
      attempt: 2,
      failure: buildProblem("sso_required", 403),
      nowMs: 1,
    });
    expect(isCountingDown(blocked)).toBe(false);
    expect(reduceSignIn(blocked, { type: "ticked", nowMs: 9 })).toEqual(blocked);
    expect(reduceSignIn(blocked, { type: "addressChangeAsked" })).toMatchObject({ step: "email", email });
  });
});

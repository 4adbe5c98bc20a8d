import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type RequiredStep } from "../../contract/sign-in-step.ts";
import { readRetryAfterMs } from "../address-step.ts";
import { isTypedCodeFailure, readTypedCode, type TypedCodeFailure } from "./read-typed-code.ts";

type Common = {
  attempt: number;
  /** The address that is signing in. */
  email: string;
  activity: "idle" | "continuing" | "continued";
  nowMs: number;
  /** When the function accepts the next try. */
  continueAtMs: number;
  expiresAtMs: number;
};

/** A step that WorkOS requires between a correct code and the session. Times are milliseconds since the epoch. */
export type RequiredStepState =
  | (Common & {
      step: "organization";
      organizations: { id: string; name: string }[];
      /** The organization that was clicked last. */
      chosenId: string | null;
      failure: FunctionFailure | null;
    })
  | (Common & { step: "totp"; digits: string; failure: FunctionFailure | TypedCodeFailure | null })
  | (Common & {
      step: "verifyEmail";
      /** Where the second code went. */
      mailedTo: string;
      digits: string;
      failure: FunctionFailure | TypedCodeFailure | null;
    });

export type RequiredStepEvent =
  | { type: "codeTyped"; input: string }
  | { type: "codeIncomplete" }
  /** `organizationId` is null if a code was sent. */
  | { type: "continueBegun"; attempt: number; organizationId: string | null }
  | { type: "continued"; attempt: number }
  /** Always of the current attempt: `reduceSignIn` drops older ones. */
  | { type: "continueFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | { type: "ticked"; nowMs: number };

/** Whether a sign-in is at one of these steps. */
export function isRequiredStep(state: { step: string } | RequiredStepState): state is RequiredStepState {
  return state.step === "organization" || state.step === "totp" || state.step === "verifyEmail";
}

/** The initial state of a step. */
export function buildRequiredStep(
  { step, email }: Pick<RequiredStep, "step" | "email">,
  at: { attempt: number; nowMs: number; expiresAtMs: number },
): RequiredStepState {
  const common = { ...at, email, activity: "idle", failure: null, continueAtMs: at.nowMs } as const;
  switch (step.kind) {
    case "choose_organization":
      return { ...common, step: "organization", organizations: step.organizations, chosenId: null };
    case "totp":
      return { ...common, step: "totp", digits: "" };
    case "verify_email":
      return { ...common, step: "verifyEmail", mailedTo: step.email, digits: "" };
  }
  step satisfies never;
}

/** The step after an event; an event that doesn't fit leaves it unchanged. */
export function reduceRequiredStep(state: RequiredStepState, event: RequiredStepEvent): RequiredStepState {
  switch (event.type) {
    case "codeTyped":
      return state.step !== "organization" && state.activity === "idle"
        ? { ...state, ...readTypedCode(state.digits, event.input) }
        : state;
    case "codeIncomplete":
      return state.step === "organization" ? state : { ...state, failure: "incomplete" };
    case "continueBegun": {
      const { attempt, organizationId } = event;
      return state.step === "organization"
        ? { ...state, attempt, activity: "continuing", failure: null, chosenId: organizationId }
        : { ...state, attempt, activity: "continuing", failure: null };
    }
    case "continued":
      return state.attempt === event.attempt ? { ...state, activity: "continued" } : state;
    case "continueFailed":
      return fail(state, event.failure, event.nowMs);
    case "ticked":
      return { ...state, nowMs: event.nowMs };
  }
  event satisfies never;
}

function fail(state: RequiredStepState, failure: FunctionFailure, nowMs: number): RequiredStepState {
  const continueAtMs = nowMs + readRetryAfterMs(failure);
  const failed = { activity: "idle", failure, nowMs, continueAtMs } as const;
  if (state.step === "organization") return { ...state, ...failed };
  return { ...state, ...failed, ...(wasCompared(failure) && { digits: "" }) };
}

/** Whether a failed call has used up the typed code; a code that was never compared stays in its field. */
export function wasCompared(failure: FunctionFailure): boolean {
  return (
    failure.kind === "problem" && failure.problem.status < 500 && failure.problem.code !== "too_many_requests"
  );
}

const endings: ReadonlySet<FailureCode> = new Set([
  "no_step",
  "step_expired",
  "sign_in_replaced",
  "too_many_attempts",
]);

/** Whether a failure ends the sign-in, which then has to start again. */
export function hasEnded(failure: FunctionFailure | TypedCodeFailure | null): failure is FunctionFailure {
  return (
    failure !== null &&
    !isTypedCodeFailure(failure) &&
    failure.kind === "problem" &&
    endings.has(failure.problem.code)
  );
}

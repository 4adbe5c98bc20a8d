import { readOneTimeCodeInput } from "../contract/email-code.ts";
import { type FunctionFailure } from "../contract/function-call.ts";
import { type RequiredStep } from "../contract/sign-in-step.ts";
import {
  buildRequiredStep,
  isRequiredStep,
  reduceRequiredStep,
  type RequiredStepEvent,
  type RequiredStepState,
} from "./required-step-state.ts";
import { findTurnedAwayReason, type TurnedAwayReason } from "./turned-away.ts";

/**
 * The sign-in page as a union per step. Every request carries the number of the attempt it belongs to; an answer to an older
 * attempt changes nothing. Times are milliseconds since the epoch and arrive in events.
 */
export type SignInState =
  | { step: "method"; attempt: number }
  | {
      step: "email";
      attempt: number;
      email: string;
      isSending: boolean;
      failure: FunctionFailure | "missing" | "invalid" | null;
      nowMs: number;
      /** When the function takes another send; it asked to wait. */
      sendAtMs: number;
    }
  | {
      step: "oneTimeCode";
      attempt: number;
      email: string;
      /** What is asked for: the mailed digits, or what a mailed link shows on another device. */
      entry: "digits" | "pairing";
      digits: string;
      /** As typed. */
      pairingInput: string;
      /** Whether the mail may hold a link too. */
      mayHoldLink: boolean;
      activity: "idle" | "verifying" | "resending" | "verified";
      failure: FunctionFailure | "incomplete" | null;
      sentCount: number;
      nowMs: number;
      resendAtMs: number;
      /** When the function takes another try; it asked to wait. */
      verifyAtMs: number;
      expiresAtMs: number;
    }
  | RequiredStepState
  | {
      step: "turnedAway";
      attempt: number;
      email: string;
      reason: TurnedAwayReason;
      /** The organization that was chosen; null where none was. */
      organizationId: string | null;
    };

export type SignInEvent =
  | { type: "restored"; state: SignInState }
  /** `email` stands in the field to begin with. */
  | { type: "emailCodeChosen"; email: string }
  | { type: "wentBack" }
  | { type: "emailChanged"; email: string }
  | { type: "emailRefused"; reason: "missing" | "invalid" }
  | { type: "sendBegun"; attempt: number }
  | {
      type: "sendAccepted";
      attempt: number;
      email: string;
      nowMs: number;
      resendAtMs: number;
      expiresAtMs: number;
      mayHoldLink: boolean;
    }
  | { type: "sendFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | RequiredStepEvent
  | { type: "stepRequired"; attempt: number; required: RequiredStep; nowMs: number }
  | { type: "entryChosen"; entry: "digits" | "pairing" }
  | { type: "pairingTyped"; input: string }
  | { type: "verifyBegun"; attempt: number }
  | { type: "verified"; attempt: number }
  | { type: "verifyFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | { type: "addressChangeAsked" };

export const methodStep: SignInState = { step: "method", attempt: 0 };

/** The state after an event; an event that doesn't fit the step leaves the state as it is. */
export function reduceSignIn(state: SignInState, event: SignInEvent): SignInState {
  switch (event.type) {
    case "restored":
      return event.state;
    case "emailCodeChosen":
      return buildEmailStep(state.attempt, event.email);
    case "wentBack":
      // The attempt goes up so that an answer still on its way can't pull the person back.
      return { step: "method", attempt: state.attempt + 1 };
    case "emailChanged":
      return state.step === "email" && !state.isSending
        ? { ...state, email: event.email, failure: null }
        : state;
    case "emailRefused":
      return state.step === "email" ? { ...state, failure: event.reason } : state;
    case "sendBegun":
      if (state.step === "email") return { ...state, attempt: event.attempt, isSending: true, failure: null };
      if (state.step === "oneTimeCode")
        return { ...state, attempt: event.attempt, activity: "resending", failure: null };
      return state;
    case "sendAccepted":
      return accept(state, event);
    case "sendFailed":
      return failToSend(state, event);
    case "stepRequired":
      return requireStep(state, event);
    case "continueBegun":
    case "continued":
      return isRequiredStep(state) ? reduceRequiredStep(state, event) : state;
    case "continueFailed":
      return failToContinue(state, event);
    case "codeTyped":
      if (isRequiredStep(state)) return reduceRequiredStep(state, event);
      return acceptsTyping(state)
        ? { ...state, digits: readOneTimeCodeInput(event.input), failure: null }
        : state;
    case "entryChosen":
      return acceptsTyping(state) ? { ...state, entry: event.entry, failure: null } : state;
    case "pairingTyped":
      return acceptsTyping(state) ? { ...state, pairingInput: event.input, failure: null } : state;
    case "codeIncomplete":
      if (isRequiredStep(state)) return reduceRequiredStep(state, event);
      return state.step === "oneTimeCode" ? { ...state, failure: "incomplete" } : state;
    case "verifyBegun":
      return state.step === "oneTimeCode"
        ? { ...state, attempt: event.attempt, activity: "verifying", failure: null }
        : state;
    case "verified":
      return state.step === "oneTimeCode" && state.attempt === event.attempt
        ? { ...state, activity: "verified" }
        : state;
    case "verifyFailed":
      return failToVerify(state, event);
    case "addressChangeAsked":
      return state.step === "oneTimeCode" || state.step === "turnedAway" || isRequiredStep(state)
        ? buildEmailStep(state.attempt + 1, state.email)
        : state;
    case "ticked":
      if (isRequiredStep(state)) return reduceRequiredStep(state, event);
      return state.step === "email" || state.step === "oneTimeCode"
        ? { ...state, nowMs: event.nowMs }
        : state;
  }
  event satisfies never;
}

function acceptsTyping(state: SignInState): state is SignInState & { step: "oneTimeCode" } {
  return state.step === "oneTimeCode" && state.activity !== "verifying" && state.activity !== "verified";
}

function buildEmailStep(attempt: number, email: string): SignInState {
  return { step: "email", attempt, email, isSending: false, failure: null, nowMs: 0, sendAtMs: 0 };
}

function mayAwaitMail(state: SignInState): state is SignInState & { step: "email" | "oneTimeCode" } {
  return state.step === "email" || state.step === "oneTimeCode";
}

function requireStep(state: SignInState, event: SignInEvent & { type: "stepRequired" }): SignInState {
  const { attempt, required, nowMs } = event;
  if (state.attempt !== attempt || (state.step !== "oneTimeCode" && !isRequiredStep(state))) return state;
  const expiresAtMs = nowMs + required.expiresInSeconds * 1000;
  return buildRequiredStep(required, { attempt, nowMs, expiresAtMs });
}

function failToContinue(state: SignInState, event: SignInEvent & { type: "continueFailed" }): SignInState {
  if (!isRequiredStep(state) || state.attempt !== event.attempt) return state;
  const organizationId = state.step === "organization" ? state.chosenId : null;
  return turnAway(state, event.failure, organizationId) ?? reduceRequiredStep(state, event);
}

/** The end of the way here and the beginning of another one; null where another try makes sense. */
function turnAway(
  { attempt, email }: { attempt: number; email: string },
  failure: FunctionFailure,
  organizationId: string | null,
): SignInState | null {
  const reason = findTurnedAwayReason(failure);
  return reason && { step: "turnedAway", attempt, email, reason, organizationId };
}

function accept(state: SignInState, event: SignInEvent & { type: "sendAccepted" }): SignInState {
  if (state.attempt !== event.attempt || !mayAwaitMail(state)) return state;
  const { attempt, email, nowMs, resendAtMs, expiresAtMs, mayHoldLink } = event;
  const isResend = state.step === "oneTimeCode";
  return {
    step: "oneTimeCode",
    attempt,
    email,
    entry: isResend ? state.entry : "digits",
    digits: "",
    pairingInput: "",
    mayHoldLink,
    activity: "idle",
    failure: null,
    sentCount: isResend ? state.sentCount + 1 : 1,
    nowMs,
    resendAtMs,
    verifyAtMs: nowMs,
    expiresAtMs,
  };
}

function failToSend(state: SignInState, event: SignInEvent & { type: "sendFailed" }): SignInState {
  if (state.attempt !== event.attempt || !mayAwaitMail(state)) return state;
  const { failure, nowMs } = event;
  const againAtMs = nowMs + readRetryAfterMs(failure);
  if (state.step === "email") return { ...state, isSending: false, failure, nowMs, sendAtMs: againAtMs };
  return { ...state, activity: "idle", failure, nowMs, resendAtMs: againAtMs };
}

function readRetryAfterMs(failure: FunctionFailure): number {
  return failure.kind === "problem" ? (failure.problem.retryAfterSeconds ?? 0) * 1000 : 0;
}

function failToVerify(state: SignInState, event: SignInEvent & { type: "verifyFailed" }): SignInState {
  if (state.step !== "oneTimeCode" || state.attempt !== event.attempt) return state;
  const { failure, nowMs } = event;
  const turnedAway = turnAway(state, failure, null);
  if (turnedAway !== null) return turnedAway;
  // A code that was compared is spent; one that never reached the function is kept, so that nobody types it twice.
  const wasCompared =
    failure.kind === "problem" &&
    failure.problem.status < 500 &&
    failure.problem.code !== "too_many_requests";
  return {
    ...state,
    activity: "idle",
    digits: wasCompared ? "" : state.digits,
    pairingInput: wasCompared ? "" : state.pairingInput,
    failure,
    nowMs,
    verifyAtMs: nowMs + readRetryAfterMs(failure),
  };
}

/** Whole seconds until a moment, in milliseconds since the epoch; 0 when it has come. */
export function countRemainingSeconds(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
}

/** Whether the person waits for a moment in this step, and sees its seconds go by. */
export function isCountingDown(state: SignInState): boolean {
  return "nowMs" in state && countRemainingSeconds(findAwaitedMs(state), state.nowMs) > 0;
}

/** The next moment that the person waits for in this step; 0 when there is none. */
export function findAwaitedMs(state: SignInState): number {
  switch (state.step) {
    case "method":
    case "turnedAway":
      return 0;
    case "email":
      return state.sendAtMs;
    case "oneTimeCode":
      return Math.max(state.resendAtMs, state.verifyAtMs);
    case "organization":
    case "totp":
    case "verifyEmail":
      return state.continueAtMs;
  }
  state satisfies never;
}

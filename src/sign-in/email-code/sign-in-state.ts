import { type SendEmailCodeAnswer } from "../../contract/email-code.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { type RequiredStep } from "../../contract/sign-in-step.ts";
import {
  type AddressEvent,
  type AddressStep,
  buildAddressStep,
  countRemainingSeconds,
  readRetryAfterMs,
  reduceAddress,
  reduceSend,
  type SendEvent,
} from "../address-step.ts";
import { readTypedCode, type TypedCodeFailure } from "./read-typed-code.ts";
import {
  buildRequiredStep,
  isRequiredStep,
  reduceRequiredStep,
  type RequiredStepEvent,
  type RequiredStepState,
  wasCompared,
} from "./required-step-state.ts";

/**
 * Why a correct code isn't enough: the organization requires single sign-on, AuthKit has to ask for something, or there is no account
 * and sign-up needs an invitation.
 */
export type BlockedReason = "sso" | "workos" | "invitation";

/**
 * A sign-in by email code, as a union per step. Every request carries the number of its attempt; an answer to an older attempt
 * changes nothing. Times are milliseconds since the epoch and arrive in events.
 */
export type SignInState =
  | { step: "method"; attempt: number }
  | AddressStep
  | CodeStep
  | RequiredStepState
  | {
      step: "blocked";
      attempt: number;
      email: string;
      reason: BlockedReason;
      /** The organization that was chosen; null if none was. */
      organizationId: string | null;
    };

/** The step that asks for the mailed code. */
export type CodeStep = {
  step: "oneTimeCode";
  attempt: number;
  email: string;
  /** Which code the form asks for: the mailed digits, or the pairing code that a mailed link shows on another device. */
  entry: "digits" | "pairing";
  digits: string;
  pairingInput: string;
  /** Whether the mail may contain a link too. */
  mayHoldLink: boolean;
  activity: "idle" | "verifying" | "resending" | "verified";
  failure: FunctionFailure | TypedCodeFailure | null;
  sentCount: number;
  nowMs: number;
  resendAtMs: number;
  /** When the function accepts the next try. */
  verifyAtMs: number;
  expiresAtMs: number;
};

/** What the function says when it accepts a send. */
type AcceptedCode = Pick<CodeStep, "email" | "nowMs" | "resendAtMs" | "expiresAtMs" | "mayHoldLink">;

export type SignInEvent =
  | { type: "restored"; state: SignInState }
  /** `email` is the initial value of the address field. */
  | { type: "emailCodeChosen"; email: string }
  | { type: "wentBack" }
  | AddressEvent
  | SendEvent
  | ({ type: "sendAccepted"; attempt: number } & AcceptedCode)
  | RequiredStepEvent
  | { type: "stepRequired"; attempt: number; required: RequiredStep; nowMs: number }
  | { type: "entryChosen"; entry: "digits" | "pairing" }
  | { type: "pairingTyped"; input: string }
  | { type: "verifyBegun"; attempt: number }
  | { type: "verified"; attempt: number }
  | { type: "verifyFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | { type: "addressChangeAsked" };

export const methodStep: SignInState = { step: "method", attempt: 0 };

/** The state after an event; an event that doesn't fit the step leaves the state unchanged. */
export function reduceSignIn(state: SignInState, event: SignInEvent): SignInState {
  switch (event.type) {
    case "restored":
      return event.state;
    case "emailCodeChosen":
      return buildAddressStep(state.attempt, event.email);
    case "wentBack":
      // A new attempt, so that a pending answer can't undo it.
      return { step: "method", attempt: state.attempt + 1 };
    case "emailChanged":
    case "emailRefused":
      return state.step === "email" ? reduceAddress(state, event) : state;
    case "sendBegun":
      if (state.step === "email") return reduceSend(state, event);
      if (state.step === "oneTimeCode")
        return { ...state, attempt: event.attempt, activity: "resending", failure: null };
      return state;
    case "sendAccepted":
      return accept(state, event);
    case "sendFailed":
      if (state.step === "email") return reduceSend(state, event);
      return state.step === "oneTimeCode" ? failToResend(state, event) : state;
    case "stepRequired":
      return requireStep(state, event);
    case "continueBegun":
    case "continued":
      return isRequiredStep(state) ? reduceRequiredStep(state, event) : state;
    case "continueFailed":
      return failToContinue(state, event);
    case "codeTyped":
      if (isRequiredStep(state)) return reduceRequiredStep(state, event);
      return acceptsTyping(state) ? { ...state, ...readTypedCode(state.digits, event.input) } : state;
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
      return state.step === "oneTimeCode" || state.step === "blocked" || isRequiredStep(state)
        ? buildAddressStep(state.attempt + 1, state.email)
        : state;
    case "ticked":
      if (isRequiredStep(state)) return reduceRequiredStep(state, event);
      return state.step === "email" || state.step === "oneTimeCode"
        ? { ...state, nowMs: event.nowMs }
        : state;
  }
  event satisfies never;
}

function acceptsTyping(state: SignInState): state is CodeStep {
  return state.step === "oneTimeCode" && state.activity !== "verifying" && state.activity !== "verified";
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
  return block(state, event.failure, organizationId) ?? reduceRequiredStep(state, event);
}

const reasons: Partial<Record<FailureCode, BlockedReason>> = {
  sso_required: "sso",
  continue_with_workos: "workos",
  sign_up_not_allowed: "invitation",
};

/** The reason in a failed call; null if another try may succeed. */
function findBlockedReason(failure: FunctionFailure): BlockedReason | null {
  return failure.kind === "problem" ? (reasons[failure.problem.code] ?? null) : null;
}

/** The step that explains why the sign-in can't continue here; null if another try may succeed. */
function block(
  { attempt, email }: { attempt: number; email: string },
  failure: FunctionFailure,
  organizationId: string | null,
): SignInState | null {
  const reason = findBlockedReason(failure);
  return reason && { step: "blocked", attempt, email, reason, organizationId };
}

function accept(state: SignInState, event: SignInEvent & { type: "sendAccepted" }): SignInState {
  const { attempt } = event;
  if (state.attempt !== attempt) return state;
  if (state.step === "email") return buildCodeStep(event, { attempt, sentCount: 1 });
  if (state.step !== "oneTimeCode") return state;
  return { ...buildCodeStep(event, { attempt, sentCount: state.sentCount + 1 }), entry: state.entry };
}

/** When an accepted send can be repeated and expires. */
export function buildAcceptedCode(email: string, answer: SendEmailCodeAnswer, nowMs: number): AcceptedCode {
  const { resendAfterSeconds, expiresInSeconds, mayHoldLink } = answer;
  const resendAtMs = nowMs + resendAfterSeconds * 1000;
  return { email, nowMs, resendAtMs, expiresAtMs: nowMs + expiresInSeconds * 1000, mayHoldLink };
}

/** The code step after a send. */
export function buildCodeStep(
  { email, nowMs, resendAtMs, expiresAtMs, mayHoldLink }: AcceptedCode,
  sent: { attempt: number; sentCount: number },
): CodeStep {
  const typed = { entry: "digits", digits: "", pairingInput: "" } as const;
  const times = { nowMs, resendAtMs, verifyAtMs: nowMs, expiresAtMs };
  return {
    step: "oneTimeCode",
    email,
    mayHoldLink,
    ...sent,
    ...typed,
    ...times,
    activity: "idle",
    failure: null,
  };
}

function failToResend(
  state: CodeStep,
  { attempt, failure, nowMs }: SendEvent & { type: "sendFailed" },
): SignInState {
  if (state.attempt !== attempt) return state;
  return { ...state, activity: "idle", failure, nowMs, resendAtMs: nowMs + readRetryAfterMs(failure) };
}

function failToVerify(state: SignInState, event: SignInEvent & { type: "verifyFailed" }): SignInState {
  if (state.step !== "oneTimeCode" || state.attempt !== event.attempt) return state;
  const { failure, nowMs } = event;
  const blocked = block(state, failure, null);
  if (blocked !== null) return blocked;
  return {
    ...state,
    activity: "idle",
    ...(wasCompared(failure) && { digits: "", pairingInput: "" }),
    failure,
    nowMs,
    verifyAtMs: nowMs + readRetryAfterMs(failure),
  };
}

/** Whether a countdown runs in this step. */
export function isCountingDown(state: SignInState): boolean {
  return "nowMs" in state && countRemainingSeconds(findAwaitedMs(state), state.nowMs) > 0;
}

/** The moment that this step counts down to; 0 when there is none. */
export function findAwaitedMs(state: SignInState): number {
  switch (state.step) {
    case "method":
    case "blocked":
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

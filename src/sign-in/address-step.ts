import { type EmailAddress, parseEmailAddress } from "../contract/email-address.ts";
import { type FunctionFailure } from "../contract/function-call.ts";
import { findInvisibleCharacter } from "../contract/invisible-characters.ts";
import { trimInvisible } from "../contract/trim-invisible.ts";
import { formatEmailAddress } from "../contract/readable-email-address.ts";

/** The step that asks for the address to mail a code or a link to. Times are milliseconds since the epoch. */
export type AddressStep = {
  step: "email";
  /** Number of the newest request; the answer to an older one changes nothing. */
  attempt: number;
  email: string;
  isSending: boolean;
  failure: FunctionFailure | AddressFault | null;
  nowMs: number;
  /** When the function accepts the next send. */
  sendAtMs: number;
};

/** What is wrong with the typed address; `invisibleAfter` is the text before an invisible character. */
export type AddressFault = "missing" | "invalid" | { kind: "invisible"; invisibleAfter: string };

/** Events of the typed address. */
export type AddressEvent =
  | { type: "emailChanged"; email: string }
  | { type: "emailRefused"; reason: AddressFault };

/** Events of the request for the mail. */
export type SendEvent =
  | { type: "sendBegun"; attempt: number }
  | { type: "sendFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | { type: "ticked"; nowMs: number };

/** The step with an address to start from. */
export function buildAddressStep(attempt: number, email: string): AddressStep {
  return {
    step: "email",
    attempt,
    email: formatEmailAddress(email),
    isSending: false,
    failure: null,
    nowMs: 0,
    sendAtMs: 0,
  };
}

/** The step after an event of the typed address. */
export function reduceAddress(state: AddressStep, event: AddressEvent): AddressStep {
  if (event.type === "emailRefused") return { ...state, failure: event.reason };
  return state.isSending ? state : { ...state, email: event.email, failure: null };
}

/** A step that sends a mail, after an event of the request. */
export function reduceSend<State extends Omit<AddressStep, "step" | "failure">>(
  state: State,
  event: SendEvent,
): State {
  switch (event.type) {
    case "sendBegun":
      return { ...state, attempt: event.attempt, isSending: true, failure: null };
    case "sendFailed": {
      if (state.attempt !== event.attempt) return state;
      const { failure, nowMs } = event;
      return { ...state, isSending: false, failure, nowMs, sendAtMs: nowMs + readRetryAfterMs(failure) };
    }
    case "ticked":
      return { ...state, nowMs: event.nowMs };
  }
  event satisfies never;
}

/** The typed address, or an event that says what is wrong with it. */
export function parseTypedEmail(
  typed: string,
): { ok: true; email: EmailAddress } | { ok: false; refused: AddressEvent } {
  const email = parseEmailAddress(typed);
  if (email !== null) return { ok: true, email };
  return { ok: false, refused: { type: "emailRefused", reason: findFault(typed) } };
}

function findFault(typed: string): AddressFault {
  if (trimInvisible(typed) === "") return "missing";
  const invisible = findInvisibleCharacter(typed);
  return invisible === null ? "invalid" : { kind: "invisible", invisibleAfter: invisible.before };
}

/** How long the function asks to wait after a failure, in milliseconds. */
export function readRetryAfterMs(failure: FunctionFailure): number {
  return failure.kind === "problem" ? (failure.problem.retryAfterSeconds ?? 0) * 1000 : 0;
}

/** Whole seconds until a moment, in milliseconds since the epoch; 0 once it has passed. */
export function countRemainingSeconds(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
}

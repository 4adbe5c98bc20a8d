import { type FunctionFailure } from "../contract/function-call.ts";

/**
 * Asking for a WorkOS Magic Link as a union per step. Every send carries the number of its attempt; the answer to an older one
 * changes nothing. Times are milliseconds since the epoch and arrive in events.
 */
export type MagicLinkSendState =
  /** Another way in is being chosen or used. */
  | { step: "away"; attempt: number }
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
      step: "sent";
      attempt: number;
      email: string;
      isSending: boolean;
      failure: FunctionFailure | null;
      sentCount: number;
      nowMs: number;
      sendAtMs: number;
      expiresAtMs: number;
    };

/** A send that the function has accepted. */
export type AcceptedMagicLink = { email: string; nowMs: number; sendAtMs: number; expiresAtMs: number };

export type MagicLinkSendEvent =
  | { type: "restored"; state: MagicLinkSendState }
  /** `email` stands in the field to begin with. */
  | { type: "chosen"; email: string }
  | { type: "wentBack" }
  | { type: "emailChanged"; email: string }
  | { type: "emailRefused"; reason: "missing" | "invalid" }
  | { type: "sendBegun"; attempt: number }
  | ({ type: "sendAccepted"; attempt: number } & AcceptedMagicLink)
  | { type: "sendFailed"; attempt: number; failure: FunctionFailure; nowMs: number }
  | { type: "addressChangeAsked" }
  | { type: "ticked"; nowMs: number };

export const awayFromMagicLink: MagicLinkSendState = { step: "away", attempt: 0 };

/** The state after an event; an event that doesn't fit the step leaves the state as it is. */
export function reduceMagicLinkSend(
  state: MagicLinkSendState,
  event: MagicLinkSendEvent,
): MagicLinkSendState {
  switch (event.type) {
    case "restored":
      return event.state;
    case "chosen":
      return buildEmailStep(state.attempt, event.email);
    case "wentBack":
      // The attempt goes up so that an answer still on its way can't pull the person back.
      return { step: "away", attempt: state.attempt + 1 };
    case "emailChanged":
      return state.step === "email" && !state.isSending
        ? { ...state, email: event.email, failure: null }
        : state;
    case "emailRefused":
      return state.step === "email" ? { ...state, failure: event.reason } : state;
    case "sendBegun":
      return state.step === "away"
        ? state
        : { ...state, attempt: event.attempt, isSending: true, failure: null };
    case "sendAccepted":
      return state.step === "away" || state.attempt !== event.attempt
        ? state
        : buildSentStep(event, event.attempt, state.step === "sent" ? state.sentCount + 1 : 1);
    case "sendFailed": {
      if (state.step === "away" || state.attempt !== event.attempt) return state;
      const { failure, nowMs } = event;
      const waitMs = failure.kind === "problem" ? (failure.problem.retryAfterSeconds ?? 0) * 1000 : 0;
      return { ...state, isSending: false, failure, nowMs, sendAtMs: nowMs + waitMs };
    }
    case "addressChangeAsked":
      return state.step === "sent" ? buildEmailStep(state.attempt + 1, state.email) : state;
    case "ticked":
      return state.step === "away" ? state : { ...state, nowMs: event.nowMs };
  }
  event satisfies never;
}

/** The step in which a link is on its way. */
export function buildSentStep(
  { email, nowMs, sendAtMs, expiresAtMs }: AcceptedMagicLink,
  attempt: number,
  sentCount: number,
): MagicLinkSendState & { step: "sent" } {
  return {
    step: "sent",
    attempt,
    email,
    isSending: false,
    failure: null,
    sentCount,
    nowMs,
    sendAtMs,
    expiresAtMs,
  };
}

function buildEmailStep(attempt: number, email: string): MagicLinkSendState {
  return { step: "email", attempt, email, isSending: false, failure: null, nowMs: 0, sendAtMs: 0 };
}

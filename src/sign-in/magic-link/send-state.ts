import { type FunctionFailure } from "../../contract/function-call.ts";
import {
  type AddressEvent,
  type AddressStep,
  buildAddressStep,
  reduceAddress,
  reduceSend,
  type SendEvent,
} from "../address-step.ts";

/** Requesting a Magic Link, as a union per step. Times are milliseconds since the epoch and arrive in events. */
export type MagicLinkSendState = AddressStep | SentStep;

export type SentStep = Omit<AddressStep, "step" | "failure"> & {
  step: "sent";
  failure: FunctionFailure | null;
  sentCount: number;
  expiresAtMs: number;
};

/** What the function says when it accepts a send. */
export type AcceptedMagicLink = { email: string; nowMs: number; sendAtMs: number; expiresAtMs: number };

export type MagicLinkSendEvent =
  | AddressEvent
  | SendEvent
  | ({ type: "sendAccepted"; attempt: number } & AcceptedMagicLink)
  | { type: "addressChangeAsked" };

/** The state after an event; an event that doesn't fit the step leaves the state unchanged. */
export function reduceMagicLinkSend(
  state: MagicLinkSendState,
  event: MagicLinkSendEvent,
): MagicLinkSendState {
  switch (event.type) {
    case "emailChanged":
    case "emailRefused":
      return state.step === "email" ? reduceAddress(state, event) : state;
    case "sendBegun":
    case "sendFailed":
    case "ticked":
      return reduceSend(state, event);
    case "sendAccepted":
      return state.attempt === event.attempt
        ? buildSentStep(event, event.attempt, state.step === "sent" ? state.sentCount + 1 : 1)
        : state;
    case "addressChangeAsked":
      return state.step === "sent" ? buildAddressStep(state.attempt + 1, state.email) : state;
  }
  event satisfies never;
}

/** The step after a send, which waits for the person to open the link. */
export function buildSentStep(
  { email, nowMs, sendAtMs, expiresAtMs }: AcceptedMagicLink,
  attempt: number,
  sentCount: number,
): SentStep {
  const send = { attempt, isSending: false, failure: null };
  return { step: "sent", email, ...send, sentCount, nowMs, sendAtMs, expiresAtMs };
}

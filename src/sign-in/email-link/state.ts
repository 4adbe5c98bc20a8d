import type { RedeemEmailLinkAnswer } from "../../contract/email-link.ts";
import type { EmailLinkToken } from "../../contract/email-link-token.ts";
import type { FunctionFailure } from "../../contract/function-call.ts";
import type { PairingCode } from "../../contract/pairing-code.ts";
import { isTemporary } from "../is-temporary.ts";

/** The page that a mailed link opens, as a union per step. Times are milliseconds since the epoch and arrive in events. */
export type EmailLinkState =
  /** There is no link in the address: after a reload, or if the address was typed. */
  | { step: "missing" }
  /** The link stays unused until a click, because mail scanners open links too. */
  | { step: "ready"; token: EmailLinkToken }
  | { step: "redeeming"; token: EmailLinkToken }
  | { step: "signedIn" }
  | { step: "otherBrowser"; pairingCode: PairingCode; expiresAtMs: number }
  /** `token` is null if another try can't succeed. */
  | { step: "failed"; failure: FunctionFailure; token: EmailLinkToken | null };

export type EmailLinkEvent =
  | { type: "redeemBegun" }
  | { type: "redeemAnswered"; answer: RedeemEmailLinkAnswer; nowMs: number }
  | { type: "redeemFailed"; failure: FunctionFailure };

/** The initial step. */
export function beginEmailLink(token: EmailLinkToken | null): EmailLinkState {
  return token === null ? { step: "missing" } : { step: "ready", token };
}

/** The state after an event; an event that doesn't fit the step leaves the state unchanged. */
export function reduceEmailLink(state: EmailLinkState, event: EmailLinkEvent): EmailLinkState {
  switch (event.type) {
    case "redeemBegun":
      return (state.step === "ready" || state.step === "failed") && state.token !== null
        ? { step: "redeeming", token: state.token }
        : state;
    case "redeemAnswered":
      if (state.step !== "redeeming") return state;
      return event.answer.kind === "signed_in"
        ? { step: "signedIn" }
        : {
            step: "otherBrowser",
            pairingCode: event.answer.pairingCode,
            expiresAtMs: event.nowMs + event.answer.expiresInSeconds * 1000,
          };
    case "redeemFailed":
      if (state.step !== "redeeming") return state;
      return {
        step: "failed",
        failure: event.failure,
        token: isTemporary(event.failure) ? state.token : null,
      };
  }
  event satisfies never;
}

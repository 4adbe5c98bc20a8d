import { type SessionAnswer } from "../contract/session.ts";
import { type SignedOutReason } from "./session-state.ts";

/** The e-mail session as this tab knows it; times are milliseconds since the epoch on this machine's clock. */
export type EmailSessionState =
  | { kind: "restoring" }
  | { kind: "signedOut"; reason: SignedOutReason }
  | { kind: "active"; answer: SessionAnswer; accessTokenExpiresAtMs: number }
  | { kind: "unreachable"; answer: SessionAnswer | null; failures: number; retryAtMs: number };

export type EmailSessionEvent =
  | { type: "restoreBegun" }
  | { type: "answered"; answer: SessionAnswer; accessTokenExpiresAtMs: number }
  | { type: "issuerUnreachable"; nowMs: number; retryAfterMs: number | null }
  | { type: "ended"; reason: SignedOutReason };

const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/** The state after an event. Only the person and the issuer's refusal sign out; an unreachable issuer never does. */
export function reduceEmailSession(state: EmailSessionState, event: EmailSessionEvent): EmailSessionState {
  switch (event.type) {
    case "restoreBegun":
      return state.kind === "signedOut" ? { kind: "restoring" } : state;
    case "answered":
      return { kind: "active", answer: event.answer, accessTokenExpiresAtMs: event.accessTokenExpiresAtMs };
    case "issuerUnreachable": {
      if (state.kind === "signedOut") return state;
      const failures = state.kind === "unreachable" ? state.failures + 1 : 1;
      const backOffMs = Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs);
      return {
        kind: "unreachable",
        answer: state.kind === "restoring" ? null : state.answer,
        failures,
        retryAtMs: event.nowMs + Math.max(backOffMs, event.retryAfterMs ?? 0),
      };
    }
    case "ended":
      return { kind: "signedOut", reason: event.reason };
  }
  event satisfies never;
}

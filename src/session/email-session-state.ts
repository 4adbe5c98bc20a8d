import { type SessionAnswer } from "../contract/session.ts";
import { type Outage } from "../workos/outage.ts";
import { type SessionRefusal } from "../workos/request-guard.ts";

/** The e-mail session as this tab knows it; times are milliseconds since the epoch on this machine's clock. */
export type EmailSessionState =
  | { kind: "restoring" }
  /**
   * `hasEnded`: the function refused to go on with a session, rather than there being none. `refusal`: what is required before it
   * goes on with it; null when the session is over.
   */
  | { kind: "signedOut"; hasEnded: boolean; refusal: SessionRefusal | null }
  | { kind: "active"; answer: SessionAnswer; accessTokenExpiresAtMs: number }
  | { kind: "unreachable"; answer: SessionAnswer | null; failures: number; outage: Outage };

export type EmailSessionEvent =
  | { type: "restoreBegun" }
  | { type: "answered"; answer: SessionAnswer; accessTokenExpiresAtMs: number }
  | { type: "issuerUnreachable"; outage: Outage }
  | { type: "ended"; hasEnded: boolean; refusal?: SessionRefusal };

/** The state after an event. Only the person and the issuer's refusal sign out; an unreachable issuer never does. */
export function reduceEmailSession(state: EmailSessionState, event: EmailSessionEvent): EmailSessionState {
  switch (event.type) {
    case "restoreBegun":
      return state.kind === "signedOut" ? { kind: "restoring" } : state;
    case "answered":
      return { kind: "active", answer: event.answer, accessTokenExpiresAtMs: event.accessTokenExpiresAtMs };
    case "issuerUnreachable":
      if (state.kind === "signedOut") return state;
      return {
        kind: "unreachable",
        answer: state.kind === "restoring" ? null : state.answer,
        failures: countFailures(state) + 1,
        outage: event.outage,
      };
    case "ended":
      return { kind: "signedOut", hasEnded: event.hasEnded, refusal: event.refusal ?? null };
  }
  event satisfies never;
}

/** Failures in a row so far. */
export function countFailures(state: EmailSessionState): number {
  return state.kind === "unreachable" ? state.failures : 0;
}

import { type Reachability } from "../../workos/reachability.ts";

/**
 * The redirect to AuthKit. `unreachable`: the check before the navigation failed. `stalled`: the navigation got no answer. Each
 * attempt has a number, and results of older attempts change nothing.
 */
export type RedirectState =
  | { kind: "idle"; attempt: number }
  | { kind: "redirecting"; attempt: number }
  | { kind: "unreachable"; attempt: number; isAnswerToClick: boolean }
  | { kind: "stalled"; attempt: number }
  | { kind: "failed"; attempt: number; reason: RedirectFailure };

/** `looping`: automatic sign-ins kept coming back to the page. */
export type RedirectFailure = "storageBlocked" | "insecurePage" | "looping" | "other";

export type RedirectEvent =
  | { type: "probed"; reachability: Reachability }
  | { type: "started"; attempt: number }
  | { type: "foundUnreachable"; attempt: number }
  | { type: "failedToStart"; attempt: number; reason: RedirectFailure }
  /** Another way to sign in was chosen. */
  | { type: "cancelled" }
  | { type: "loopFound" }
  | { type: "timedOut"; attempt: number }
  /** Back has restored the page from the back/forward cache. */
  | { type: "pageRestored" };

export const idleRedirect: RedirectState = { kind: "idle", attempt: 0 };

export function reduceRedirect(state: RedirectState, event: RedirectEvent): RedirectState {
  switch (event.type) {
    case "probed":
      if (state.kind === "idle" && event.reachability === "unreachable")
        return { kind: "unreachable", attempt: state.attempt, isAnswerToClick: false };
      if (state.kind === "unreachable" && event.reachability === "reachable")
        return { kind: "idle", attempt: state.attempt };
      return state;
    case "started":
      return { kind: "redirecting", attempt: event.attempt };
    case "pageRestored":
      return { kind: "idle", attempt: state.attempt + 1 };
    case "foundUnreachable":
      return isCurrent(state, event.attempt)
        ? { kind: "unreachable", attempt: state.attempt, isAnswerToClick: true }
        : state;
    case "failedToStart":
      return isCurrent(state, event.attempt)
        ? { kind: "failed", attempt: state.attempt, reason: event.reason }
        : state;
    case "cancelled":
      return state.kind === "redirecting" ? { kind: "idle", attempt: state.attempt } : state;
    case "loopFound":
      return { kind: "failed", attempt: state.attempt, reason: "looping" };
    case "timedOut":
      return isCurrent(state, event.attempt) ? { kind: "stalled", attempt: state.attempt } : state;
  }
  event satisfies never;
}

function isCurrent(state: RedirectState, attempt: number): boolean {
  return state.kind === "redirecting" && state.attempt === attempt;
}

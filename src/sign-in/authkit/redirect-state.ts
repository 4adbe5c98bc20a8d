import { type Reachability } from "../../workos/reachability.ts";

/**
 * The way from the page to WorkOS. `unreachable`: it was found out before anybody left. `stalled`: the browser was sent off
 * and nothing came. Every try has a number; what an older try finds out changes nothing.
 */
export type RedirectState =
  | { kind: "idle"; attempt: number }
  | { kind: "redirecting"; attempt: number }
  | { kind: "unreachable"; attempt: number; isAnswerToClick: boolean }
  | { kind: "stalled"; attempt: number }
  | { kind: "failed"; attempt: number; reason: RedirectFailure };

/** `looping`: sign-ins that start by themselves kept coming back. */
export type RedirectFailure = "storageBlocked" | "looping" | "other";

export type RedirectEvent =
  | { type: "probed"; reachability: Reachability }
  | { type: "started"; attempt: number }
  | { type: "foundUnreachable"; attempt: number }
  | { type: "failedToStart"; attempt: number; reason: RedirectFailure }
  /** The person has chosen another way in. */
  | { type: "cancelled" }
  | { type: "loopFound" }
  | { type: "timedOut"; attempt: number }
  /** The page is shown again, as it was left, after the person came Back. */
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

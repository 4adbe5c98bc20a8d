import { type Reachability } from "../workos/reachability.ts";

/**
 * The way from the page to WorkOS. `unreachable`: it was found out before anybody left. `stalled`: the browser was sent off
 * and nothing came. Every try has a number; what an older try finds out changes nothing.
 */
export type DepartureState =
  | { kind: "idle"; attempt: number }
  | { kind: "leaving"; attempt: number }
  | { kind: "unreachable"; attempt: number; isAnswerToClick: boolean }
  | { kind: "stalled"; attempt: number }
  | { kind: "failed"; attempt: number; reason: DepartureFailure };

/** `looping`: sign-ins that start by themselves kept coming back. */
export type DepartureFailure = "storageBlocked" | "looping" | "other";

export type DepartureEvent =
  | { type: "probed"; reachability: Reachability }
  | { type: "left"; attempt: number }
  | { type: "foundUnreachable"; attempt: number }
  | { type: "failedToStart"; attempt: number; reason: DepartureFailure }
  /** The person has chosen another way in. */
  | { type: "stayed" }
  | { type: "loopFound" }
  | { type: "gotNoAnswer"; attempt: number }
  /** The page is shown again, as it was left, after the person came Back. */
  | { type: "cameBack" };

export const idleDeparture: DepartureState = { kind: "idle", attempt: 0 };

export function reduceDeparture(state: DepartureState, event: DepartureEvent): DepartureState {
  switch (event.type) {
    case "probed":
      if (state.kind === "idle" && event.reachability === "unreachable")
        return { kind: "unreachable", attempt: state.attempt, isAnswerToClick: false };
      if (state.kind === "unreachable" && event.reachability === "reachable")
        return { kind: "idle", attempt: state.attempt };
      return state;
    case "left":
      return { kind: "leaving", attempt: event.attempt };
    case "cameBack":
      return { kind: "idle", attempt: state.attempt + 1 };
    case "foundUnreachable":
      return isCurrent(state, event.attempt)
        ? { kind: "unreachable", attempt: state.attempt, isAnswerToClick: true }
        : state;
    case "failedToStart":
      return isCurrent(state, event.attempt)
        ? { kind: "failed", attempt: state.attempt, reason: event.reason }
        : state;
    case "stayed":
      return state.kind === "leaving" ? { kind: "idle", attempt: state.attempt } : state;
    case "loopFound":
      return { kind: "failed", attempt: state.attempt, reason: "looping" };
    case "gotNoAnswer":
      return isCurrent(state, event.attempt) ? { kind: "stalled", attempt: state.attempt } : state;
  }
  event satisfies never;
}

function isCurrent(state: DepartureState, attempt: number): boolean {
  return state.kind === "leaving" && state.attempt === attempt;
}

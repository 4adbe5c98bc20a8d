import { messages } from "../config/messages.ts";
import { type DepartureState } from "./departure-state.ts";

/** What keeps the person from leaving for WorkOS; null while nothing does. */
export function describeDeparture(state: DepartureState): string | null {
  switch (state.kind) {
    case "idle":
    case "leaving":
      return null;
    case "unreachable":
      return messages.signIn.workosUnreachable;
    case "stalled":
      return messages.signIn.workosStalled;
    case "failed":
      return state.reason === "storageBlocked"
        ? messages.signIn.storageBlocked
        : messages.signIn.couldNotStart;
  }
  state satisfies never;
}

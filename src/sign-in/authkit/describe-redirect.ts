import { messages } from "../../config/messages.ts";
import { type RedirectState } from "./redirect-state.ts";

type FailureWords = { storageBlocked: string; couldNotStart: string };

/**
 * What keeps the person from leaving for WorkOS; null while nothing does.
 * @param words those for a page that offers an email code too, by default
 */
export function describeRedirect(state: RedirectState, words: FailureWords = messages.signIn): string | null {
  switch (state.kind) {
    case "idle":
    case "redirecting":
      return null;
    case "unreachable":
      return messages.signIn.workosUnreachable;
    case "stalled":
      return messages.signIn.workosStalled;
    case "failed":
      return state.reason === "storageBlocked" ? words.storageBlocked : words.couldNotStart;
  }
  state satisfies never;
}

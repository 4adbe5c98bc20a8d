import { messages } from "../../config/messages.ts";
import { type RedirectState } from "./redirect-state.ts";

type FailureWords = { storageBlocked: string; couldNotStart: string };

/**
 * Why the redirect to AuthKit doesn't work; null if it does.
 * @param words by default those for a page that also offers an email code
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

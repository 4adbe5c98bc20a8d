import { commonMessages } from "../../config/messages/common.ts";
import { findSecureAddress } from "../../workos/insecure-page.ts";
import { type RedirectState } from "./redirect-state.ts";

type FailureWords = { storageBlocked: string; couldNotStart: string };

/**
 * Why the redirect to AuthKit doesn't work; null if it does.
 * @param words by default those for a page that also offers an email code
 */
export function describeRedirect(
  state: RedirectState,
  words: FailureWords = commonMessages.signIn,
): string | null {
  switch (state.kind) {
    case "idle":
    case "redirecting":
      return null;
    case "unreachable":
      return commonMessages.signIn.workosUnreachable;
    case "stalled":
      return commonMessages.signIn.workosStalled;
    case "failed":
      if (state.reason === "insecurePage") return describeInsecurePage();
      return state.reason === "storageBlocked" ? words.storageBlocked : words.couldNotStart;
  }
  state satisfies never;
}

/** Names the address where WorkOS's sign-in works. */
export function describeInsecurePage(): string {
  const { origin, isOnServersComputerOnly } = findSecureAddress(window.location);
  return commonMessages.signIn.insecureAddress(origin, isOnServersComputerOnly);
}

import { messages } from "../config/messages.ts";
import { type FailureCode } from "../contract/failure.ts";
import { buildReference } from "../workos/outage.ts";
import { describeMagicLinkFailure } from "./describe-magic-link-failure.ts";
import { type MagicLinkFailure } from "./magic-link-redemption-state.ts";

/**
 * What the page says about a Magic Link that gave no session. WorkOS's `error_description` is never shown: anybody can put words
 * into a link (content spoofing).
 *
 * @param loadedAtMs milliseconds since the epoch; stands in the reference where the function gave none
 */
export function describeMagicLinkCallback(
  failure: MagicLinkFailure,
  loadedAtMs: number,
): { title: string; text: string; reference: string } {
  const { callback } = messages.magicLink;
  switch (failure.kind) {
    case "denied":
      return {
        ...messages.callback.providerError,
        reference: buildReference(selectErrorName(failure.error), loadedAtMs),
      };
    case "malformed":
      return {
        ...messages.callback.malformed,
        reference: buildReference("malformed_callback", loadedAtMs),
      };
    case "unreachable":
      return {
        title: callback.unfinished,
        text: describeMagicLinkFailure(failure),
        reference: buildReference(failure.cause, loadedAtMs),
      };
    case "problem": {
      const { code: failureCode, reference } = failure.problem;
      return hasTitle(failureCode)
        ? { ...callback.refusals[failureCode], reference }
        : { title: callback.unfinished, text: describeMagicLinkFailure(failure), reference };
    }
  }
  failure satisfies never;
}

function hasTitle(
  failureCode: FailureCode,
): failureCode is keyof typeof messages.magicLink.callback.refusals {
  return Object.hasOwn(messages.magicLink.callback.refusals, failureCode);
}

/** The error's name, if it looks like one; the rest of what a link can carry stays off the screen. */
function selectErrorName(error: string): string {
  return /^[a-z_]{1,64}$/.test(error) ? error : "unknown_error";
}

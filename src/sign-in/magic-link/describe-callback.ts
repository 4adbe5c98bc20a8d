import { messages } from "../../config/messages.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { buildReference } from "../../workos/outage.ts";
import { selectErrorName } from "../select-error-name.ts";
import { describeMagicLinkFailure } from "./describe-failure.ts";
import { magicLinkMessages } from "./messages.ts";
import { type MagicLinkFailure } from "./redemption-state.ts";

/**
 * The texts for a Magic Link that led to no session. WorkOS's `error_description` is never shown: anyone can build a link, and its text
 * must not appear on the page (content spoofing).
 *
 * @param loadedAtMs milliseconds since the epoch; part of the reference if the function gave none
 */
export function describeMagicLinkCallback(
  failure: MagicLinkFailure,
  loadedAtMs: number,
): { title: string; text: string; reference: string } {
  const { callback } = magicLinkMessages;
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
        ? { ...refusals[failureCode], reference }
        : { title: callback.unfinished, text: describeMagicLinkFailure(failure), reference };
    }
  }
  failure satisfies never;
}

const { refusals } = magicLinkMessages.callback;

function hasTitle(failureCode: FailureCode): failureCode is keyof typeof refusals {
  return Object.hasOwn(refusals, failureCode);
}

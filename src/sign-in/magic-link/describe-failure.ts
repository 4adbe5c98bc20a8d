import { describeFunctionFailure } from "../../config/failure-message.ts";
import { landingMessages } from "../../config/messages/landing.ts";
import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { buildReference } from "../../workos/outage.ts";
import { selectErrorName } from "../select-error-name.ts";
import { magicLinkMessages } from "./messages.ts";
import { type MagicLinkFailure } from "./redemption-state.ts";

const { callback, failures } = magicLinkMessages;

/** The text for a failed call, without mentioning codes. */
export function describeMagicLinkFailure(failure: FunctionFailure): string {
  const failureCode = failure.kind === "problem" ? failure.problem.code : "";
  return hasText(failureCode) ? failures[failureCode] : describeFunctionFailure(failure);
}

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
  switch (failure.kind) {
    case "denied":
      return {
        ...landingMessages.callback.providerError,
        reference: buildReference(selectErrorName(failure.error), loadedAtMs),
      };
    case "malformed":
      return {
        ...landingMessages.callback.malformed,
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

function hasTitle(failureCode: FailureCode): failureCode is keyof typeof callback.refusals {
  return Object.hasOwn(callback.refusals, failureCode);
}

function hasText(failureCode: string): failureCode is keyof typeof failures {
  return Object.hasOwn(failures, failureCode);
}

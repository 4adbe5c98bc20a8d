import { describeFunctionFailure } from "../config/failure-message.ts";
import { messages } from "../config/messages.ts";
import { type FunctionFailure } from "../contract/function-call.ts";

/** What the page says about a failed call around a Magic Link; the words for codes would be wrong where there is none. */
export function describeMagicLinkFailure(failure: FunctionFailure): string {
  const failureCode = failure.kind === "problem" ? failure.problem.code : "";
  return isKnown(failureCode) ? messages.magicLink.failures[failureCode] : describeFunctionFailure(failure);
}

function isKnown(failureCode: string): failureCode is keyof typeof messages.magicLink.failures {
  return Object.hasOwn(messages.magicLink.failures, failureCode);
}

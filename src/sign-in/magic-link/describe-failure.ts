import { describeFunctionFailure } from "../../config/failure-message.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";
import { magicLinkMessages } from "./messages.ts";

/** The text for a failed call, without mentioning codes. */
export function describeMagicLinkFailure(failure: FunctionFailure): string {
  const failureCode = failure.kind === "problem" ? failure.problem.code : "";
  return isKnown(failureCode) ? magicLinkMessages.failures[failureCode] : describeFunctionFailure(failure);
}

function isKnown(failureCode: string): failureCode is keyof typeof magicLinkMessages.failures {
  return Object.hasOwn(magicLinkMessages.failures, failureCode);
}

import { describeFunctionFailure } from "../config/failure-message.ts";
import { consoleMessages } from "../config/messages/console.ts";
import { failureMessages } from "../config/messages/failures.ts";
import { type FailureCode } from "../contract/failure.ts";
import { type FunctionFailure } from "../contract/function-call.ts";

/** What a page of the console says about a failed call of the function. */
export function describeConsoleFailure(failure: FunctionFailure): string {
  return failure.kind === "problem"
    ? describeFailureCode(failure.problem.code, failure.problem.retryAfterSeconds ?? null)
    : describeFunctionFailure(failure);
}

/** The same for the failure of one thing among several. */
export function describeFailureCode(failureCode: FailureCode, retryAfterSeconds: number | null): string {
  return isOwn(failureCode)
    ? consoleMessages.consoleFailures[failureCode]
    : failureMessages.functionFailures[failureCode](retryAfterSeconds, null);
}

function isOwn(failureCode: FailureCode): failureCode is keyof typeof consoleMessages.consoleFailures {
  return Object.hasOwn(consoleMessages.consoleFailures, failureCode);
}

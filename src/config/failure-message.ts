import { type FunctionFailure } from "../contract/function-call.ts";
import { failureMessages } from "./messages/failures.ts";

/** What the page says about a failed call of the function. */
export function describeFunctionFailure(failure: FunctionFailure): string {
  if (failure.kind === "unreachable") return failureMessages.unreachable[failure.cause];
  const { code: failureCode, retryAfterSeconds, attemptsLeft } = failure.problem;
  return failureMessages.functionFailures[failureCode](retryAfterSeconds ?? null, attemptsLeft ?? null);
}

import { type FunctionFailure } from "../contract/function-call.ts";
import { messages } from "./messages.ts";

/** What the page says about a failed call of the function. */
export function describeFunctionFailure(failure: FunctionFailure): string {
  if (failure.kind === "unreachable") return messages.unreachable[failure.cause];
  const { code: failureCode, retryAfterSeconds, attemptsLeft } = failure.problem;
  return messages.functionFailures[failureCode](retryAfterSeconds ?? null, attemptsLeft ?? null);
}

import { commonMessages } from "../config/messages/common.ts";
import { type FunctionFailure } from "../contract/function-call.ts";

/** The reference of a server error, which administrators can find in the function's log; null for other failures. */
export function describeReference(failure: FunctionFailure): string | null {
  return failure.kind === "problem" && failure.problem.status >= 500
    ? commonMessages.reference(failure.problem.reference)
    : null;
}

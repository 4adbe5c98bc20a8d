import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";

const failuresOfCode: ReadonlySet<FailureCode> = new Set([
  "wrong_one_time_code",
  "one_time_code_expired",
  "too_many_attempts",
  "no_challenge",
  "wrong_totp",
]);

/**
 * Whether another code would mend a failed call, so that it is said at the code's field. Named one by one: an answer that asks to
 * wait, or refuses the page itself, has the same class of status and faults nothing that was typed.
 */
export function isAboutCode(failure: FunctionFailure): boolean {
  return failure.kind === "problem" && failuresOfCode.has(failure.problem.code);
}

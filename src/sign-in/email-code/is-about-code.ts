import { type FailureCode } from "../../contract/failure.ts";
import { type FunctionFailure } from "../../contract/function-call.ts";

const failuresOfCode: ReadonlySet<FailureCode> = new Set([
  "wrong_one_time_code",
  "one_time_code_expired",
  "too_many_attempts",
  "no_challenge",
  "wrong_totp",
  "sign_in_replaced",
]);

/**
 * Whether another code would fix a failed call, which is then shown at the code's field. The status isn't enough to tell: requests to
 * wait and refusals of the page itself are 4xx too.
 */
export function isAboutCode(failure: FunctionFailure): boolean {
  return failure.kind === "problem" && failuresOfCode.has(failure.problem.code);
}

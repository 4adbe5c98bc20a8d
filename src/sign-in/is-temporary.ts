import { type FunctionFailure } from "../contract/function-call.ts";

/** Whether the same link may work on another try; a link that was refused itself never does. */
export function isTemporary(failure: FunctionFailure): boolean {
  return failure.kind === "unreachable" || failure.problem.status >= 500 || failure.problem.status === 429;
}

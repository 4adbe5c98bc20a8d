import { type FunctionFailure } from "../contract/function-call.ts";

/**
 * The failure without its seconds, for a notice beside a button that counts them down. A fixed number would contradict the button, and
 * a counting one would interrupt screen readers every second, because they announce a notice whenever it changes.
 */
export function withoutWait(failure: FunctionFailure): FunctionFailure {
  return failure.kind === "problem"
    ? { ...failure, problem: { ...failure.problem, retryAfterSeconds: undefined } }
    : failure;
}

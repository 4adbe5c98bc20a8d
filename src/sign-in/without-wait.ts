import { type FunctionFailure } from "../contract/function-call.ts";

/**
 * A failure without its seconds, for the words beside a button that counts them down. A number in a notice would soon contradict the
 * button; counting along it would interrupt screen readers each second, because a problem is announced whenever it changes. The
 * button is no live region: a person who reads it hears the seconds that are left.
 */
export function withoutWait(failure: FunctionFailure): FunctionFailure {
  return failure.kind === "problem"
    ? { ...failure, problem: { ...failure.problem, retryAfterSeconds: undefined } }
    : failure;
}

import { type FunctionFailure } from "../contract/function-call.ts";
import { messages } from "./messages.ts";

/** What the page says about a failed call of the function. */
export function describeFunctionFailure(failure: FunctionFailure): string {
  if (failure.kind === "unreachable") return messages.unreachable[failure.cause];
  const { code: failureCode, retryAfterSeconds, attemptsLeft } = failure.problem;
  return messages.functionFailures[failureCode](retryAfterSeconds ?? null, attemptsLeft ?? null);
}

/** What a refusal requires; null when its name isn't one that the page has words for. */
export function describeRequirement(error: string | null): string | null {
  return error !== null && isKnownRefusal(error) ? messages.refusals[error] : null;
}

/** What the page says to somebody with whose session the issuer doesn't go on. */
export function describeSessionRefusal(error: string | null): string {
  return error === "session_cookie_blocked"
    ? messages.signIn.sessionCookieBlocked
    : messages.signIn.refused(describeRequirement(error));
}

function isKnownRefusal(error: string): error is keyof typeof messages.refusals {
  return Object.hasOwn(messages.refusals, error);
}

import {
  type FailureCode,
  type Problem,
  failureStatuses,
  problemMediaType,
  statusPhrases,
} from "../../../contract/failure.ts";
import type { Context } from "./context.ts";
import { type Limit, type UsedUpWindow, countUse } from "../counters/limits.ts";

/** An RFC 9457 problem with the status of its failure code, its `Retry-After` and the request's reference. */
export function answerProblem(
  context: Context,
  failureCode: FailureCode,
  more: { retryAfterSeconds?: number; attemptsLeft?: number; detail?: string | undefined } = {},
): Response {
  const status = failureStatuses[failureCode];
  const problem: Problem = {
    type: "about:blank",
    title: statusPhrases[status],
    status,
    code: failureCode,
    ...more,
    reference: context.reference,
  };
  context.failureCode = failureCode;
  if (more.retryAfterSeconds !== undefined) context.setHeader("Retry-After", String(more.retryAfterSeconds));
  return context.json(problem, status, problemMediaType);
}

/** A 429 when one of the limit's windows is used up, null otherwise; counts one use of the limit. */
export async function countAgainstLimit(context: Context, limit: Limit, key: string) {
  const use = await countUse(limit, key);
  return use.kind === "within" ? null : answerUsedUp(context, use);
}

/**
 * The 429 for a window that is used up, with its RateLimit fields (draft-ietf-httpapi-ratelimit-headers, section 3), so that
 * clients can back off.
 */
export function answerUsedUp(
  context: Context,
  { name, maximum, windowSeconds, msLeft }: UsedUpWindow,
): Response {
  const retryAfterSeconds = Math.max(1, Math.ceil(msLeft / 1000));
  context.setHeader("RateLimit-Policy", `"${name}";q=${String(maximum)};w=${String(windowSeconds)}`);
  context.setHeader("RateLimit", `"${name}";r=0;t=${String(retryAfterSeconds)}`);
  return answerProblem(context, "too_many_requests", { retryAfterSeconds });
}

import type { Context } from "hono";

import {
  type FailureCode,
  type Problem,
  failureStatuses,
  problemMediaType,
} from "../../../contract/failure.ts";
import type { FunctionContext } from "./function-context.ts";
import { type Limit, countUse } from "../counters/limits.ts";

/** Standard phrases of failure statuses, which are the titles of `about:blank` problems (RFC 9457 section 4.2.1). */
const statusPhrases: Record<(typeof failureStatuses)[FailureCode], string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** An RFC 9457 problem with the status of its failure code, its `Retry-After` and the request's reference. */
export function answerProblem(
  context: Context<FunctionContext>,
  failureCode: FailureCode,
  more: { retryAfterSeconds?: number; attemptsLeft?: number; detail?: string } = {},
): Response {
  const status = failureStatuses[failureCode];
  const problem: Problem = {
    type: "about:blank",
    title: statusPhrases[status],
    status,
    code: failureCode,
    ...more,
    reference: context.get("reference"),
  };
  context.set("failureCode", failureCode);
  if (more.retryAfterSeconds !== undefined) context.header("Retry-After", String(more.retryAfterSeconds));
  return context.body(JSON.stringify(problem), status, { "Content-Type": problemMediaType });
}

/**
 * A 429 when one of the limit's windows is used up, null otherwise; counts one use of the limit.
 * The answer carries RateLimit fields (draft-ietf-httpapi-ratelimit-headers, section 3) for the exceeded window, so that
 * clients can back off.
 */
export async function countAgainstLimit(
  context: Context<FunctionContext>,
  limit: Limit,
  key: string,
): Promise<Response | null> {
  const use = await countUse(limit, key);
  if (use.kind === "within") return null;
  const retryAfterSeconds = Math.max(1, Math.ceil(use.msLeft / 1000));
  context.header("RateLimit-Policy", `"${use.name}";q=${String(use.maximum)};w=${String(use.windowSeconds)}`);
  context.header("RateLimit", `"${use.name}";r=0;t=${String(retryAfterSeconds)}`);
  return answerProblem(context, "too_many_requests", { retryAfterSeconds });
}

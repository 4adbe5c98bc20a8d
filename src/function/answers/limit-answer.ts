import type { Context } from "hono";

import type { Limit } from "../counters/limits.ts";
import type { FunctionContext } from "../function-context.ts";
import { answerProblem } from "./problem-answer.ts";

/**
 * Counts one use of the limit; a 429 when it is used up, null otherwise.
 * The answer carries the RateLimit fields of draft-ietf-httpapi-ratelimit-headers, section 3, for clients that back off by
 * themselves.
 */
export async function countAgainstLimit(
  context: Context<FunctionContext>,
  limit: Limit,
  key: string,
): Promise<Response | null> {
  const { count, msLeft } = await limit.counter.increment(key);
  if (count <= limit.maximum) return null;
  const retryAfterSeconds = Math.max(1, Math.ceil(msLeft / 1000));
  context.header(
    "RateLimit-Policy",
    `"${limit.name}";q=${String(limit.maximum)};w=${String(limit.windowSeconds)}`,
  );
  context.header("RateLimit", `"${limit.name}";r=0;t=${String(retryAfterSeconds)}`);
  return answerProblem(context, "too_many_requests", { retryAfterSeconds });
}

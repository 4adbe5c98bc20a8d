import type { Context } from "hono";

import { countUse } from "../counters/count-limit.ts";
import type { Limit } from "../counters/limits.ts";
import type { FunctionContext } from "./function-context.ts";
import { answerProblem } from "./problem-answer.ts";

/**
 * Counts one use of the limit; a 429 when one of its windows is used up, null otherwise.
 * The answer carries the RateLimit fields of draft-ietf-httpapi-ratelimit-headers, section 3, for the window that it exceeds, so
 * that clients can back off by themselves.
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

import type { MiddlewareHandler } from "hono";

import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";

/**
 * Lets only requests of our own pages through (cross-site request forgery).
 * `Origin` has to be there and be exactly ours: every browser sends it with a POST. `Sec-Fetch-Site` has to agree where it is
 * present; it may be absent only because older browsers don't know it.
 */
export function requireSameOrigin(ownOrigin: string): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const fetchSite = context.req.header("Sec-Fetch-Site");
    const isOwnSite = fetchSite === undefined || fetchSite === "same-origin";
    if (context.req.header("Origin") !== ownOrigin || !isOwnSite) {
      return answerProblem(context, "not_same_origin");
    }
    return await next();
  };
}

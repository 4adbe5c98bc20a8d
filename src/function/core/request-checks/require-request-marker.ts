import type { MiddlewareHandler } from "hono";

import { requestMarkerHeader } from "../../../contract/api-paths.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";

/**
 * Lets only requests with our own header through (cross-site request forgery): a form can't set one, and a script of another
 * site needs a CORS preflight for it, which the function never grants.
 */
export function requireRequestMarker(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    if (context.req.header(requestMarkerHeader.name) !== requestMarkerHeader.value) {
      return answerProblem(context, "not_same_origin");
    }
    return await next();
  };
}

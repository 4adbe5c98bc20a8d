import type { MiddlewareHandler } from "hono";

import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";

const jsonInUtf8 = /^application\/json(?:[ \t]*;[ \t]*charset="?utf-8"?)?$/i;

/** Lets only uncompressed JSON in UTF-8 through: forms and the media types that need no CORS preflight are refused. */
export function requireJsonMediaType(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const mediaType = context.req.header("Content-Type")?.trim() ?? "";
    const encoding = context.req.header("Content-Encoding");
    if (!jsonInUtf8.test(mediaType) || (encoding !== undefined && encoding !== "identity")) {
      return answerProblem(context, "unsupported_media_type");
    }
    return await next();
  };
}

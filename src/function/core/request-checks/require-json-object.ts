import type { MiddlewareHandler } from "hono";

import { answerProblem } from "../answers/problem-answer.ts";
import type { FunctionContext } from "../function-context.ts";
import { parseJsonObject } from "./json-object.ts";
import { readLimitedBody } from "./limited-body.ts";

const bodyLimits = { maximumBytes: 2048, timeoutMs: 5000 };

/** Reads the body and keeps its JSON object with the request; answers for the call when there is none. */
export function requireJsonObject(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const body = await readLimitedBody(context.req.raw, bodyLimits);
    switch (body.kind) {
      case "payload_too_large":
      case "request_timeout":
        return answerProblem(context, body.kind);
      case "interrupted":
        return answerProblem(context, "invalid_request");
      case "read": {
        const value = parseJsonObject(body.bytes);
        if (value === null) return answerProblem(context, "invalid_request");
        context.set("body", value);
        return await next();
      }
      default:
        return body satisfies never;
    }
  };
}

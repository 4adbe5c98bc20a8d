import type { MiddlewareHandler } from "hono";

import { requestMarkerHeader } from "../../../contract/api-paths.ts";
import type { FunctionContext } from "./function-context.ts";
import { parseJsonObject } from "./json-object.ts";
import { readLimitedBody } from "./limited-body.ts";
import { answerProblem } from "./problem-answer.ts";

const bodyLimits = { maximumBytes: 2048, timeoutMs: 5000 };
const jsonInUtf8 = /^application\/json(?:[ \t]*;[ \t]*charset="?utf-8"?)?$/i;

/** The checks before every POST, in order: the sender's origin, our header, the media type, the body. */
export function createPostChecks(ownOrigin: string): MiddlewareHandler<FunctionContext>[] {
  return [requireSameOrigin(ownOrigin), requireRequestMarker(), requireJsonMediaType(), requireJsonObject()];
}

/**
 * Requires the exact `Origin` of our own pages, which every browser sends with a POST (cross-site request forgery).
 * `Sec-Fetch-Site` has to agree where it is present; older browsers don't send it.
 */
function requireSameOrigin(ownOrigin: string): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const fetchSite = context.req.header("Sec-Fetch-Site");
    const isOwnSite = fetchSite === undefined || fetchSite === "same-origin";
    if (context.req.header("Origin") !== ownOrigin || !isOwnSite) {
      return answerProblem(context, "not_same_origin");
    }
    return await next();
  };
}

/**
 * Requires our own header (cross-site request forgery): a form can't set it, and another site's script would need a CORS preflight,
 * which the function never grants.
 */
function requireRequestMarker(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    if (context.req.header(requestMarkerHeader.name) !== requestMarkerHeader.value) {
      return answerProblem(context, "not_same_origin");
    }
    return await next();
  };
}

/** Requires uncompressed JSON in UTF-8: forms, and media types that need no CORS preflight, are refused. */
function requireJsonMediaType(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const mediaType = context.req.header("Content-Type")?.trim() ?? "";
    const encoding = context.req.header("Content-Encoding");
    if (!jsonInUtf8.test(mediaType) || (encoding !== undefined && encoding !== "identity")) {
      return answerProblem(context, "unsupported_media_type");
    }
    return await next();
  };
}

/** Reads the body within its limits and keeps its JSON object with the request. */
function requireJsonObject(): MiddlewareHandler<FunctionContext> {
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

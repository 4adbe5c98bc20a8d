import type { MiddlewareHandler } from "hono";

import { requestMarkerHeader } from "../../../contract/api-paths.ts";
import { isOwnOrigin, type OwnOrigins } from "../../../contract/own-origin.ts";
import type { FunctionContext } from "./function-context.ts";
import { parseJsonObject, readLimitedBody } from "./limited-body.ts";
import { answerProblem } from "./problem-answer.ts";

const bodyTimeoutMs = 5000;
/** More than the longest valid body of any call, which a test requires: no value fits its own limit and breaks this one. */
export const maximumBodyBytes = 65_536;
const jsonInUtf8 = /^application\/json(?:[ \t]*;[ \t]*charset="?utf-8"?)?$/i;

/** The checks before a POST, in order: same origin, media type, body. */
export function createPostChecks(ownOrigins: OwnOrigins) {
  return [requireOwnPage(ownOrigins), requireJsonMediaType(), requireJsonObject()] as const;
}

/**
 * Requires that the console's own page sent the request (cross-site request forgery): the exact `Origin`, which every browser
 * sends with a POST; `Sec-Fetch-Site`, unless the browser is too old to send it; and a custom header, which forms can't set and
 * for which another site's script would need a CORS preflight that the function never grants.
 */
function requireOwnPage(ownOrigins: OwnOrigins): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const { origin = "", "sec-fetch-site": fetchSite = "same-origin" } = context.req.header();
    const isMarked = context.req.header(requestMarkerHeader.name) === requestMarkerHeader.value;
    return isOwnOrigin(ownOrigins, origin) && fetchSite === "same-origin" && isMarked
      ? await next()
      : answerProblem(context, "not_same_origin");
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

/** Reads the body within its limits and stores its JSON object with the request. */
function requireJsonObject(): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const body = await readLimitedBody(context.req.raw, {
      maximumBytes: maximumBodyBytes,
      timeoutMs: bodyTimeoutMs,
    });
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

import { requestMarkerHeader } from "../../../contract/api-paths.ts";
import { isOwnOrigin, type OwnOrigins } from "../../../contract/own-origin.ts";
import type { Check } from "./context.ts";
import { parseJsonObject, readLimitedBody } from "./limited-body.ts";
import { answerProblem } from "./problem-answer.ts";

const bodyTimeoutMs = 5000;
/** More than the longest valid body of any call, which a test requires: no value fits its own limit and breaks this one. */
export const maximumBodyBytes = 65_536;
const jsonInUtf8 = /^application\/json(?:[ \t]*;[ \t]*charset="?utf-8"?)?$/i;

/**
 * Requires that the console's own page sent the request (cross-site request forgery): the exact `Origin`, which every browser
 * sends with a POST; `Sec-Fetch-Site`, unless the browser is too old to send it; and a custom header, which forms can't set and
 * for which another site's script would need a CORS preflight that the function never grants.
 */
export function requireOwnPage(ownOrigins: OwnOrigins): Check {
  return (context) => {
    const isMarked = context.header(requestMarkerHeader.name) === requestMarkerHeader.value;
    const isOwn =
      isMarked &&
      isOwnOrigin(ownOrigins, context.header("Origin") ?? "") &&
      (context.header("Sec-Fetch-Site") ?? "same-origin") === "same-origin";
    return isOwn ? null : answerProblem(context, "not_same_origin");
  };
}

/** Requires uncompressed JSON in UTF-8: forms, and media types that need no CORS preflight, are refused. */
export const requireJsonMediaType: Check = (context) => {
  const mediaType = context.header("Content-Type")?.trim() ?? "";
  const encoding = context.header("Content-Encoding") ?? "identity";
  return jsonInUtf8.test(mediaType) && encoding === "identity"
    ? null
    : answerProblem(context, "unsupported_media_type");
};

/** Reads the body within its limits and stores its JSON object with the request. */
export const readJsonObject: Check = async (context) => {
  const limits = { maximumBytes: maximumBodyBytes, timeoutMs: bodyTimeoutMs };
  const body = await readLimitedBody(context.request, limits);
  if (body.kind === "payload_too_large" || body.kind === "request_timeout")
    return answerProblem(context, body.kind);
  const value = body.kind === "read" ? parseJsonObject(body.bytes) : null;
  if (value === null) return answerProblem(context, "invalid_request");
  context.body = value;
  return null;
};

import type { MiddlewareHandler } from "hono";

import type { WriteLogEvent } from "../logging/log-entry.ts";
import type { FunctionContext } from "./function-context.ts";

const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/**
 * Gives each request its reference and writes one entry when it is answered.
 * @param findCallPath the path of the call that a request's path belongs to, parameters in braces; null for any other path
 */
export function logRequests(
  writeLog: WriteLogEvent,
  now: () => number,
  findCallPath: (pathname: string) => string | null,
): MiddlewareHandler<FunctionContext> {
  return async (context, next) => {
    const startedAtMs = now();
    const reference = crypto.randomUUID();
    context.set("reference", reference);
    context.set("failureCode", null);
    await next();
    const status = context.res.status;
    writeLog(status === 500 ? "error" : status > 500 ? "warn" : "info", {
      event: "request_answered",
      method: knownMethods.has(context.req.method) ? context.req.method : "other",
      call: findCallPath(context.req.path) ?? "unknown",
      status,
      durationMs: now() - startedAtMs,
      failureCode: context.get("failureCode"),
      reference,
    });
  };
}

import type { MiddlewareHandler } from "hono";

import { findCallPath } from "../call-paths.ts";
import type { FunctionContext } from "../function-context.ts";
import type { WriteLogEvent } from "./log-entry.ts";

const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
]);

/** Gives each request its reference and writes one entry when it is answered. */
export function logRequests(writeLog: WriteLogEvent, now: () => number): MiddlewareHandler<FunctionContext> {
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

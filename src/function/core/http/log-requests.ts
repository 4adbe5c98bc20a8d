import type { MiddlewareHandler } from "hono";

import type { WriteLogEvent } from "../logging/log-entry.ts";
import type { FunctionContext } from "./function-context.ts";

const knownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Middleware that gives each request a reference and writes one log entry when it is answered.
 * @param findCallPath the call path (parameters in braces) that matches a request's path; null when none does
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
      method: knownMethods.includes(context.req.method) ? context.req.method : "other",
      call: findCallPath(context.req.path) ?? "unknown",
      status,
      durationMs: now() - startedAtMs,
      failureCode: context.get("failureCode"),
      reference,
    });
  };
}

/** Headers of every answer: it isn't cached, sniffed, framed or embedded elsewhere, and sends no referrer. */
export const answerHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

export function setAnswerHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(answerHeaders)) context.header(name, value);
  };
}

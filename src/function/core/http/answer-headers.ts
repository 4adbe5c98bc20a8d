import type { MiddlewareHandler } from "hono";

/** Headers of every answer of the function: nothing is cached, sniffed, framed, embedded elsewhere or told to other sites. */
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

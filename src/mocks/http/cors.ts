import { answerEmpty } from "./answers.ts";
import type { Route } from "./route.ts";

/**
 * The routes with CORS for the registered origins alone, preflights answered, credentials allowed.
 * A page of any other origin gets no CORS header and therefore can't read an answer.
 */
export function withCors(allowedOrigins: string[], routes: Route[]): Route[] {
  const preflights = [...new Set(routes.map((route) => route.path))].map((path): Route => ({
    method: "OPTIONS",
    path,
    answer({ request }) {
      const headers = buildCorsHeaders(allowedOrigins, request);
      if (headers.has("Access-Control-Allow-Origin")) {
        headers.set("Access-Control-Allow-Methods", "GET, POST");
        headers.set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type");
        headers.set("Access-Control-Max-Age", "600");
      }
      return answerEmpty(204, [...headers]);
    },
  }));
  const answered = routes.map((route): Route => ({
    ...route,
    async answer(context) {
      const response = await route.answer(context);
      for (const [name, value] of buildCorsHeaders(allowedOrigins, context.request)) {
        response.headers.set(name, value);
      }
      return response;
    },
  }));
  return [...preflights, ...answered];
}

/** Headers for the answer to one request; only a page of an allowed origin may read it, and when to ask again. */
export function buildCorsHeaders(allowedOrigins: string[], request: Request): Headers {
  const headers = new Headers({ Vary: "Origin" });
  const origin = request.headers.get("Origin");
  if (origin !== null && allowedOrigins.includes(origin)) {
    headers.set("Access-Control-Allow-Origin", origin);
    headers.set("Access-Control-Allow-Credentials", "true");
    headers.set("Access-Control-Expose-Headers", "Retry-After");
  }
  return headers;
}

import { answerEmpty } from "./answers.ts";
import type { Route } from "./route.ts";

/**
 * The routes with CORS for the registered origins alone, preflights answered, credentials allowed.
 * A page of any other origin gets no CORS header and therefore can't read an answer.
 */
export function withCors(allowedOrigins: string[], routes: Route[]): Route[] {
  function headersFor(request: Request): Headers {
    const headers = new Headers({ Vary: "Origin" });
    const origin = request.headers.get("Origin");
    if (origin !== null && allowedOrigins.includes(origin)) {
      headers.set("Access-Control-Allow-Origin", origin);
      headers.set("Access-Control-Allow-Credentials", "true");
    }
    return headers;
  }

  const preflights = [...new Set(routes.map((route) => route.path))].map((path): Route => ({
    method: "OPTIONS",
    path,
    answer({ request }) {
      const headers = headersFor(request);
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
      for (const [name, value] of headersFor(context.request)) response.headers.set(name, value);
      return response;
    },
  }));
  return [...preflights, ...answered];
}

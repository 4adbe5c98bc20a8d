import { http, type HttpHandler } from "msw";

/** A request as the mock's routes see it. */
export type RouteContext = {
  request: Request;
  url: URL;
  parameters: Readonly<Record<string, string>>;
  cookies: Readonly<Record<string, string>>;
};

/** One call of the mock; `path` may hold `:name` parts. */
export type Route = {
  method: "GET" | "POST" | "DELETE" | "OPTIONS" | "ANY";
  path: string;
  /** Which requests are the route's at all; the others go on to whoever comes next. All by default. */
  takes?(request: Request): boolean;
  answer(context: RouteContext): Response | Promise<Response>;
};

/** The routes as msw handlers for one origin, in order: the first that matches answers. */
export function mountRoutes(origin: string, routes: Route[]): HttpHandler[] {
  return routes.map((route) =>
    handlerFactory(route.method)(`${origin}${route.path}`, ({ request, params, cookies }) => {
      if (route.takes?.(request) === false) return undefined;
      const parameters = Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, String(value)]),
      );
      return route.answer({ request, url: new URL(request.url), parameters, cookies });
    }),
  );
}

function handlerFactory(method: Route["method"]): typeof http.get {
  switch (method) {
    case "GET":
      return http.get;
    case "POST":
      return http.post;
    case "DELETE":
      return http.delete;
    case "OPTIONS":
      return http.options;
    case "ANY":
      return http.all;
  }
  return method satisfies never;
}

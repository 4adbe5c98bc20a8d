import { type APIResponse, type Request, type Route } from "@playwright/test";

import { bodyHeader } from "./firefox/body-header.ts";

/** What a request carries; Playwright itself doesn't know in Firefox (`firefox/request-bodies.ts`). */
export function readBody(request: Request): string | null {
  const handed = request.headers()[bodyHeader];
  return request.postData() ?? (handed === undefined ? null : Buffer.from(handed, "base64").toString());
}

/** Playwright's `route.fetch()`, with the request's body in Firefox too. */
export function fetchAnswer(
  route: Route,
  options: { url?: string; maxRedirects?: number } = {},
): Promise<APIResponse> {
  const { [bodyHeader]: handed, ...headers } = route.request().headers();
  return handed === undefined
    ? route.fetch(options)
    : route.fetch({ ...options, headers, postData: Buffer.from(handed, "base64") });
}

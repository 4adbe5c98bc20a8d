import { HttpResponse } from "msw";

import type { WorkosFailure } from "../workos/failures.ts";

/** Header names and values; a name may repeat, as Set-Cookie does. */
export type HeaderList = [name: string, value: string][];

/** A JSON answer that no cache keeps. */
export function answerJson(body: unknown, status = 200, headers: HeaderList = []): Response {
  return new HttpResponse(JSON.stringify(body), {
    status,
    headers: buildHeaders([["Content-Type", "application/json; charset=utf-8"], ...headers]),
  });
}

/** A refusal as the answer that WorkOS would send. */
export function answerFailure(failure: WorkosFailure, headers: HeaderList = []): Response {
  const retryAfter: HeaderList =
    failure.retryAfterSeconds === undefined ? [] : [["Retry-After", String(failure.retryAfterSeconds)]];
  return answerJson(failure.body, failure.status, [...retryAfter, ...headers]);
}

/** An answer without a body. */
export function answerEmpty(status: 200 | 204, headers: HeaderList = []): Response {
  return new HttpResponse(null, { status, headers: buildHeaders(headers) });
}

/** A redirect: 302 for links, 303 after a form was posted. */
export function answerRedirect(status: 302 | 303, location: string, headers: HeaderList = []): Response {
  return new HttpResponse(null, { status, headers: buildHeaders([["Location", location], ...headers]) });
}

/** A page that may load nothing but its own inline style and the script that carries the nonce. */
export function answerPage(
  markup: string,
  options: { status?: number; headers?: HeaderList; scriptNonce?: string } = {},
): Response {
  const { status = 200, headers = [], scriptNonce } = options;
  const scripts = scriptNonce === undefined ? "" : ` script-src 'nonce-${scriptNonce}'; connect-src 'self';`;
  return new HttpResponse(markup, {
    status,
    headers: buildHeaders([
      ["Content-Type", "text/html; charset=utf-8"],
      [
        "Content-Security-Policy",
        `default-src 'none'; style-src 'unsafe-inline'; img-src data:;${scripts} base-uri 'none'; frame-ancestors 'none'`,
      ],
      ["Referrer-Policy", "no-referrer"],
      ["X-Content-Type-Options", "nosniff"],
      ...headers,
    ]),
  });
}

function buildHeaders(list: HeaderList): Headers {
  const headers = new Headers({ "Cache-Control": "no-store" });
  for (const [name, value] of list) headers.append(name, value);
  return headers;
}

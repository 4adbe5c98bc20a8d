import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

export type SimulatedHost = "vercel" | "netlify" | "lambda";

/** In which the tests pass the client's address, as the connection has it; no part of the request. */
export const simulatedAddressHeader = "x-simulated-client";

export type EdgeRequest = {
  method: string;
  /** Not decoded, without dot segments, as a CDN sees it. */
  pathname: string;
  search: string;
  headers: Headers;
  body: Buffer;
  client: string;
};

export type EdgeAnswer = { status: number; headers: Headers; body: Uint8Array };

/** What a host's network does with a request, from the output that the build has emitted. */
export type Edge = (request: EdgeRequest) => Promise<EdgeAnswer>;

/** A file of a host's folder; null where there is none. */
export async function findFile(directory: string, pathname: string): Promise<Buffer | null> {
  const path = decode(pathname);
  if (path.includes("\0") || path.endsWith("/") || normalize(path) !== path) return null;
  try {
    return await readFile(join(directory, path));
  } catch {
    return null;
  }
}

export function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** How a network of static files answers one: with a strong tag, and 304 for it. */
export function answerFile(bytes: Buffer, path: string, request: EdgeRequest, headers: Headers): EdgeAnswer {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const all = new Headers({
    "content-type": contentTypes[extname(decode(path))] ?? "application/octet-stream",
    etag: `"${digest}"`,
  });
  for (const [name, value] of headers) all.set(name, value);
  const isKnown = request.headers.get("if-none-match") === `"${digest}"`;
  return { status: isKnown ? 304 : 200, headers: all, body: isKnown ? new Uint8Array() : bytes };
}

/** The request for a function, under the address that the client asked for. */
export function toRequest(request: EdgeRequest, changed: Readonly<Record<string, string>> = {}): Request {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(changed)) headers.set(name, value);
  const hasBody = !["GET", "HEAD"].includes(request.method) && request.body.byteLength > 0;
  return new Request(`https://console.example.com${request.pathname}${request.search}`, {
    method: request.method,
    headers,
    ...(hasBody && { body: new Uint8Array(request.body) }),
  });
}

export async function toAnswer(response: Response): Promise<EdgeAnswer> {
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
}

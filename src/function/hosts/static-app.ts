import { buildPathKey } from "../../contract/path-key.ts";
import type { BuiltFile, BuiltFiles } from "./built-files.ts";

/** Vite adds a content hash to every file name in here, so the content of a name never changes. */
const hashedFolder = "/assets/";

/**
 * The answer to a request for a page or a file of the build: the file; `index.html` for a page; 404 for a missing asset, so that a
 * stale page gets an error that it can show instead of HTML in place of a script.
 */
export function answerStaticApp(files: BuiltFiles, request: Request): Response {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(methodNotAllowed.text, { status: 405, headers: methodNotAllowed.headers });
  }
  const path = decodePath(new URL(request.url).pathname);
  const file = files.get(path);
  if (file !== undefined) return answerFile(file, cachingOf(path), request);

  const index = files.get("/index.html");
  if (index !== undefined && isPageRequest(path, request.headers.get("Accept"))) {
    return answerFile(index, cachingOf(path), request);
  }
  return new Response(notFound.text, { status: 404, headers: notFound.headers });
}

const textHeaders = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
export const methodNotAllowed = {
  text: "Method not allowed\n",
  headers: { ...textHeaders, Allow: "GET, HEAD" },
};
export const notFound = { text: "Not found\n", headers: textHeaders };

/** The decoded path, or the path itself where its encoding is broken, which the app says better than a server. */
export function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/**
 * Whether the app answers a path that is no file: every navigation does, whatever is in its path (`/members/ada@example.com`),
 * except below /assets. Clients that accept anything, such as link previews, get it where the path can't be that of a file.
 */
export function isPageRequest(path: string, accept: string | null | undefined): boolean {
  if (`${path}/`.startsWith(hashedFolder)) return false;
  if (acceptsHtml(accept)) return true;
  return (
    listMediaTypes(accept || "*/*").some((type) => ["*/*", "text/*"].includes(type)) &&
    !/\.[^/]*$|\/\./.test(path)
  );
}

/** Whether a request is a navigation: browsers name HTML there, and only there. */
export function acceptsHtml(accept: string | null | undefined): boolean {
  return listMediaTypes(accept ?? "").includes("text/html");
}

/** The media types of `Accept`, without those that it refuses by `q=0` (RFC 9110, section 12.4.2). */
function listMediaTypes(accept: string): string[] {
  return accept
    .toLowerCase()
    .split(",")
    .filter((range) => !/;\s*q=0(?:\.0*)?\s*(?:;|$)/.test(range))
    .map((range) => range.split(";")[0]?.trim() ?? "");
}

function cachingOf(path: string): string {
  if (path.startsWith(hashedFolder)) return "public, max-age=31536000, immutable";
  // The URLs of callback pages contain authorization codes, so neither may be cached.
  return buildPathKey(path)?.startsWith("/auth/") === true ? "no-store" : "no-cache";
}

function answerFile(file: BuiltFile, caching: string, request: Request): Response {
  const headers = { "Cache-Control": caching, ETag: file.entityTag };
  if (caching !== "no-store" && request.headers.get("If-None-Match") === file.entityTag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === "HEAD" ? null : file.bytes, {
    headers: {
      ...headers,
      "Content-Type": file.contentType,
      "Content-Length": String(file.bytes.byteLength),
    },
  });
}

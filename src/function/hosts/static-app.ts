import { buildPathKey } from "../../contract/path-key.ts";
import type { BuiltFile, BuiltFiles } from "./built-files.ts";

/** Vite adds a content hash to every file name in here, so the content of a name never changes. */
const hashedFolder = "/assets/";

/**
 * The answer to a request for a page or a file of the build: the file; `index.html` for a route of the app; 404 for a missing
 * asset, so that a stale page gets an error that it can show instead of HTML in place of a script.
 */
export function answerStaticApp(files: BuiltFiles, request: Request): Response {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response("Method not allowed\n", {
      status: 405,
      headers: { Allow: "GET, HEAD", "Content-Type": "text/plain; charset=utf-8" },
    });
  }
  const path = decodePath(new URL(request.url).pathname);
  const file = path === null ? undefined : files.get(path);
  if (path !== null && file !== undefined) return answerFile(file, cachingOf(path), request);

  const index = files.get("/index.html");
  if (path !== null && index !== undefined && isAppRoute(path) && acceptsHtml(request)) {
    return answerFile(index, cachingOf(path), request);
  }
  return new Response("Not found\n", {
    status: 404,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/** Whether the path may be a route: no file extension in its last segment, no hidden folder, and not below /assets. */
function isAppRoute(path: string): boolean {
  return !`${path}/`.startsWith(hashedFolder) && !/\.[^/]*$|\/\./.test(path);
}

function acceptsHtml(request: Request): boolean {
  const accept = request.headers.get("Accept") ?? "*/*";
  return /text\/html|\*\/\*/i.test(accept);
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

import { basePath } from "../../contract/base-path.ts";
import {
  caching,
  cachingOf,
  type ContentEncoding,
  contentEncodings,
  findPageFile,
  hashedFolder,
  indexPath,
  isHiddenFile,
} from "./answer-rules.ts";

/** A file as it is answered, wherever it is kept. */
export type StaticFile = {
  contentType: string;
  /** A strong one, of the bytes. */
  entityTag: string;
  byteLength: number;
  read: () => Promise<Uint8Array<ArrayBuffer> | ReadableStream>;
  /** The bytes in a content encoding; absent where compressing doesn't help, or the host compresses by itself. */
  encode?: (encoding: ContentEncoding) => Promise<Uint8Array<ArrayBuffer>>;
};

/** The files of the app by their URL path, e.g. `/assets/index-Bx3.js`. */
export type StaticFiles = Pick<ReadonlyMap<string, StaticFile>, "get">;

/**
 * The answer to a request for a page or a file of the build: the file; for a page its HTML file, or `index.html`, which works for
 * all; 404 for a missing asset, so that a stale page gets an error that it can show instead of HTML in place of a script.
 */
export async function answerStaticApp(files: StaticFiles, request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new Response(methodNotAllowed.text, { status: 405, headers: methodNotAllowed.headers });
  }
  const { pathname } = new URL(request.url);
  const path = decodePath(pathname);
  const file = isHiddenFile(path) ? undefined : files.get(path);
  if (file !== undefined) return await answerFile(file, cachingOf(path), request);

  if (isPageRequest(path, request.headers.get("Accept"))) {
    const page = files.get(findPageFile(pathname)) ?? files.get(indexPath);
    if (page !== undefined) return await answerFile(page, cachingOf(path), request);
  }
  return new Response(notFound.text, { status: 404, headers: notFound.headers });
}

const textHeaders = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": caching.missing };
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
  if (!`${path}/`.startsWith(`${basePath}/`) || `${path}/`.startsWith(hashedFolder)) return false;
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

async function answerFile(file: StaticFile, cacheControl: string, request: Request): Promise<Response> {
  const { content, encoding } = await encode(file, request.headers.get("Accept-Encoding"));
  // A strong tag names the bytes, which differ in each encoding (RFC 9110, section 8.8.3.3).
  const entityTag = encoding === null ? file.entityTag : file.entityTag.replace(/"$/, `-${encoding}"`);
  const headers = {
    "Cache-Control": cacheControl,
    ETag: entityTag,
    ...(file.encode === undefined ? {} : { Vary: "Accept-Encoding" }),
  };
  if (cacheControl !== "no-store" && hasTag(request.headers.get("If-None-Match"), entityTag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === "HEAD" ? null : (content ?? (await file.read())), {
    headers: {
      ...headers,
      ...(encoding === null ? {} : { "Content-Encoding": encoding }),
      "Content-Type": file.contentType,
      "Content-Length": String(content?.byteLength ?? file.byteLength),
    },
  });
}

/** The file's bytes in the best encoding that a client accepts; null for the file as it is. */
async function encode(
  file: StaticFile,
  accepted: string | null,
): Promise<{ content: Uint8Array<ArrayBuffer> | null; encoding: ContentEncoding | null }> {
  const encoding = chooseEncoding(accepted);
  if (encoding === null || file.encode === undefined) return { content: null, encoding: null };
  const content = await file.encode(encoding);
  return content.byteLength < file.byteLength ? { content, encoding } : { content: null, encoding: null };
}

/** The encoding of the highest weight in `Accept-Encoding`; null for the file as it is (RFC 9110, section 12.5.3). */
function chooseEncoding(accepted: string | null): ContentEncoding | null {
  const weights = new Map(
    (accepted ?? "").split(",").map((element) => {
      const [coding = "", ...parameters] = element.toLowerCase().split(";");
      const weight = parameters.map((text) => /^\s*q\s*=\s*([0-9.]+)\s*$/.exec(text)?.[1]).find(Boolean);
      return [coding.trim().replace(/^x-gzip$/, "gzip"), Number(weight ?? 1)];
    }),
  );
  const weigh = (coding: string, otherwise = 0): number =>
    weights.get(coding) ?? weights.get("*") ?? otherwise;
  let best: ContentEncoding | null = null;
  for (const encoding of contentEncodings) {
    if (weigh(encoding) > (best === null ? 0 : weigh(best))) best = encoding;
  }
  // Explicitly preferred, as by clients that count bytes; unlisted, it is only the last resort.
  return best !== null && (weights.get("identity") ?? 0) > weigh(best) ? null : best;
}

/** Whether `If-None-Match` lists a tag, or any; proxies that compress weaken tags (RFC 9110, section 13.1.2). */
function hasTag(list: string | null, entityTag: string): boolean {
  return (list ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === entityTag || tag === "*");
}

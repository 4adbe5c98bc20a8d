import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { indexPath } from "./answer-rules.ts";
import { createEncode, isCompressible } from "./content-encoding.ts";
import type { StaticFile } from "./static-app.ts";

/** A file of the build with its response headers' values. */
export type BuiltFile = StaticFile & { bytes: Uint8Array<ArrayBuffer> };

/** The files of the build by their URL path, e.g. `/assets/index-Bx3.js`. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

const contentTypes: ReadonlyMap<string, string> = new Map([
  ["css", "text/css; charset=utf-8"],
  ["gif", "image/gif"],
  ["html", "text/html; charset=utf-8"],
  ["ico", "image/x-icon"],
  ["jpg", "image/jpeg"],
  ["js", "text/javascript; charset=utf-8"],
  ["json", "application/json"],
  ["mjs", "text/javascript; charset=utf-8"],
  ["png", "image/png"],
  ["svg", "image/svg+xml"],
  ["ttf", "font/ttf"],
  ["txt", "text/plain; charset=utf-8"],
  ["wasm", "application/wasm"],
  ["webmanifest", "application/manifest+json"],
  ["webp", "image/webp"],
  ["woff", "font/woff"],
  ["woff2", "font/woff2"],
  ["xml", "application/xml"],
]);

/**
 * Every file of the build, read once, without source maps and dot files. Requests are answered only from this map, so that no
 * path from a client reaches the file system (path traversal).
 *
 * @throws the file system's error when the folder can't be read
 */
export async function readBuiltFiles(directory: string): Promise<BuiltFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, urlPath: `/${relative(directory, path).split(sep).join("/")}` }))
    .filter(({ urlPath }) => !urlPath.includes("/.") && !urlPath.endsWith(".map"));
  return new Map(
    await Promise.all(
      files.map(async ({ path, urlPath }) => [urlPath, toBuiltFile(urlPath, await readFile(path))] as const),
    ),
  );
}

/** The file of a page, with its own entity tag. */
export function buildIndexFile(indexHtml: string): BuiltFile {
  return toBuiltFile(indexPath, new TextEncoder().encode(indexHtml));
}

function toBuiltFile(urlPath: string, content: Uint8Array): BuiltFile {
  const extension = /\.([^./]+)$/.exec(urlPath)?.[1]?.toLowerCase() ?? "";
  const digest = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  const contentType = contentTypes.get(extension) ?? "application/octet-stream";
  const bytes = new Uint8Array(content);
  return {
    bytes,
    byteLength: bytes.byteLength,
    read: async () => bytes,
    contentType,
    entityTag: `"${digest}"`,
    ...(isCompressible(contentType, bytes) && { encode: createEncode(bytes) }),
  };
}

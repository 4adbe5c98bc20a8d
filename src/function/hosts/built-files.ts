import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import {
  type PublicConfigBlock,
  publicConfigElementId,
  serializePublicConfigBlock,
} from "../../contract/public-config-block.ts";
import { hashedFolder, indexPath, isPageFile, ownPages } from "./answer-rules.ts";
import { createEncode, isCompressible } from "./content-encoding.ts";
import { readStampedBlock, replaceStampedBlock } from "./stamped-block.ts";
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

const reference = new RegExp(`\\b(?:src|href)="(${hashedFolder}[^"?#]+)"`, "g");

/**
 * The configuration block that all HTML files of a build have.
 *
 * @param index the path of `index.html`
 * @throws Error when one has another block or none, or needs a file that isn't there: then files of two builds are mixed, and a part of
 *   the pages would fail
 */
export function readBuildBlock(files: BuiltFiles, index = indexPath): PublicConfigBlock {
  const built = readStampedBlock(new TextDecoder().decode(files.get(index)?.bytes));
  for (const [path, html] of listPages(files)) {
    if (serializePublicConfigBlock(readStampedBlock(html, path)) !== serializePublicConfigBlock(built)) {
      throw new Error(
        `dist${path} and dist${index} have different configuration blocks, so they are of different builds; run npm run build again`,
      );
    }
    const missing = [...html.matchAll(reference)].find(([, file = ""]) => !files.has(file))?.[1];
    if (missing !== undefined) {
      throw new Error(
        `dist${path} needs ${missing}, which isn't there, so it is of another build; run npm run build again`,
      );
    }
  }
  return built;
}

/** An HTML file with another block; the same file where its block doesn't change. */
export function stampFile(path: string, file: BuiltFile, block: PublicConfigBlock): BuiltFile {
  const html = new TextDecoder().decode(file.bytes);
  const stamped = replaceStampedBlock(html, block);
  return stamped === html ? file : toBuiltFile(path, new TextEncoder().encode(stamped));
}

/**
 * A build whose pages are at their own paths, `/dashboard.html` in place of `/console.html`, for hosts that find `/dashboard` there;
 * and the paths of these pages.
 */
export function placePages(files: BuiltFiles): { files: BuiltFiles; pages: string[] } {
  const placed = new Map(files);
  const pages: string[] = [];
  for (const { filePath, paths } of ownPages) {
    const file = files.get(filePath);
    placed.delete(filePath);
    if (file === undefined) continue;
    for (const path of paths) placed.set(`${path}.html`, file);
    pages.push(...paths);
  }
  return { files: placed, pages };
}

/** The app's HTML files; a team may have others, which have no block. */
function listPages(files: BuiltFiles): [path: string, html: string][] {
  return [...files]
    .filter(([path]) => path.endsWith(".html"))
    .map(([path, { bytes }]): [string, string] => [path, new TextDecoder().decode(bytes)])
    .filter(([path, html]) => html.includes(`id="${publicConfigElementId}"`) || isPageFile(path));
}

/** A file with the values of its response headers, such as its own entity tag. */
export function toBuiltFile(urlPath: string, content: Uint8Array): BuiltFile {
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

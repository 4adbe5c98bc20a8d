import { basePath } from "../../contract/base-path.ts";
import { htmlPages } from "../../contract/html-pages.ts";
import { buildPathKey } from "../../contract/path-key.ts";

// What is answered where, for every host: the Node server applies these rules to each request, and the presets write them as the
// routes and headers of their host.

/** Vite adds a content hash to every file name in here, so the content of a name never changes. */
export const hashedFolder = `${basePath}/assets/`;

/** The URLs of callback pages contain authorization codes, so they may not be cached. */
export const callbackFolder = `${basePath}/auth/`;

/** The calls of the function: this path and everything below it. */
export const functionPath = `${basePath}/api`;

/** The app's pages, as patterns of hosts have them: what is outside may be another application's. */
export const pagePattern = `${basePath}/*`;

/** The page that answers deep links, and every page that has no HTML file of its own. */
export const indexPath = `${basePath}/index.html`;

/** Pages with an HTML file of their own: their paths, and the path that the file has in the build. */
export const ownPages = htmlPages.map(({ file, paths }) => ({ filePath: `${basePath}/${file}`, paths }));

const pageFiles = new Map(
  ownPages.flatMap(({ filePath, paths }) => paths.map((path) => [buildPathKey(path), filePath])),
);

/** The HTML file for a path, however the path is spelt, by its path in the build. */
export function findPageFile(pathname: string): string {
  return pageFiles.get(buildPathKey(pathname)) ?? indexPath;
}

/** Whether a path is that of an HTML file of the app. */
export function isPageFile(path: string): boolean {
  return path === indexPath || isHiddenFile(path);
}

/**
 * Whether a path is that of an HTML file which answers another path. No host answers it with the file: the app knows no page there,
 * and there would be a second address of the sign-in page.
 */
export function isHiddenFile(path: string): boolean {
  return ownPages.some(({ filePath }) => filePath === path);
}

/** Methods that no file answers: hosts pass them to the function, which answers 405. */
export const unservedMethods = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Values of `Cache-Control`. HTML is revalidated by its strong ETag. */
export const caching = {
  hashed: "public, max-age=31536000, immutable",
  callback: "no-store",
  page: "no-cache",
  missing: "no-store",
} as const;

/** Content encodings of files, the one with the smaller results first. */
export const contentEncodings = ["br", "gzip"] as const;

export type ContentEncoding = (typeof contentEncodings)[number];

/** How a file or a page at a decoded path may be cached. */
export function cachingOf(path: string): string {
  if (path.startsWith(hashedFolder)) return caching.hashed;
  return (buildPathKey(path) ?? path).startsWith(callbackFolder) ? caching.callback : caching.page;
}

/** Whether the function answers a path, and not the app. */
export function isCall(pathname: string): boolean {
  return pathname === functionPath || pathname.startsWith(`${functionPath}/`);
}

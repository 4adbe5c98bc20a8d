import { basePath } from "../../contract/base-path.ts";
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

/** The page that answers deep links. */
export const indexPath = `${basePath}/index.html`;

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
  return buildPathKey(path)?.startsWith(callbackFolder) === true ? caching.callback : caching.page;
}

/** Whether the function answers a path, and not the app. */
export function isCall(pathname: string): boolean {
  return pathname === functionPath || pathname.startsWith(`${functionPath}/`);
}

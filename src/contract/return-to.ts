import { basePath } from "./base-path.ts";
import { buildPathKey } from "./path-key.ts";

/** A path of this app (path, query, hash) that passed `parseReturnTo`; the one type that navigation after sign-in accepts. */
export type ReturnTo = string & { readonly __brand: "ReturnTo" };

/** In characters, of a return path as a browser writes it. */
export const longestReturnTo = 2048;
/**
 * Controls, every kind of space, whatever is there without being seen (zero-width, bidirectional, fillers, the byte order mark),
 * and the backslash. Browsers drop some of them and take others for a slash; the rest makes a path read as another one.
 */
const forbiddenCharacters = /[\p{Cc}\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\\]/u;
/** What becomes a delimiter or a control for whoever decodes the path once more. */
const forbiddenEscapes = /%(?:2f|5c|00|09|0a|0d)/i;
/** Returning to one of these after sign-in would loop, replay a callback or leave the app for the function. */
const forbiddenPaths = [
  "/sign-in",
  "/login",
  "/auth/workos/callback",
  "/auth/email-link",
  "/auth/magic-link/callback",
  "/signed-out",
  "/api",
].map((path) => basePath + path);

/**
 * The value as a path of the page's own origin, in the form that a browser gives it, or null when following it could lead
 * anywhere else. What comes back passes again unchanged.
 * Guards against open redirects; applied both when a return path is stored and when it is read back.
 *
 * @param origin the app's own origin, e.g. `https://console.example.com`
 */
export function parseReturnTo(value: unknown, origin: string): ReturnTo | null {
  if (typeof value !== "string" || value.length > longestReturnTo) return null;
  if (!value.startsWith("/") || forbiddenCharacters.test(value)) return null;
  let url: URL;
  try {
    url = new URL(value, origin);
  } catch {
    return null;
  }
  if (url.origin !== origin) return null;
  const path = `${url.pathname}${url.search}${url.hash}`;
  return isInsideApp(path, url.pathname) ? path : null;
}

/**
 * A return path that the source itself names.
 * @throws Error when it is none: a mistake in the source
 */
export function requireReturnTo(path: string): ReturnTo {
  const returnTo = parseReturnTo(path, "https://any-origin.invalid");
  if (returnTo === null) throw new Error(`${path} is no return path`);
  return returnTo;
}

function isInsideApp(path: string, pathname: string): path is ReturnTo {
  if (path.length > longestReturnTo || pathname.startsWith("//")) return false;
  // Another application may be at other paths of the origin.
  if (!`${pathname}/`.startsWith(`${basePath}/`)) return false;
  return !forbiddenEscapes.test(pathname) && !isForbiddenPath(pathname);
}

function isForbiddenPath(pathname: string): boolean {
  const key = buildPathKey(pathname);
  return key === null || forbiddenPaths.some((forbidden) => `${key}/`.startsWith(`${forbidden}/`));
}

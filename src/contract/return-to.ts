/** A path of this app (path, query, hash) that passed `parseReturnTo`; the one type that navigation after sign-in accepts. */
export type ReturnTo = string & { readonly __brand: "ReturnTo" };

const maximumLength = 2048;
/** Controls, every kind of white space, zero-width and bidirectional characters, the byte order mark and the backslash. */
const forbiddenCharacters = /[\p{Cc}\p{Cf}\p{Z}\\]/u;
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
];

/**
 * The value as a path of the page's own origin, or null when following it could lead anywhere else.
 * Guards against open redirects; applied both when a return path is stored and when it is read back.
 *
 * @param origin the app's own origin, e.g. `https://console.example.com`
 */
export function parseReturnTo(value: unknown, origin: string): ReturnTo | null {
  if (typeof value !== "string" || value.length > maximumLength) return null;
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

function isInsideApp(path: string, pathname: string): path is ReturnTo {
  if (path.startsWith("//") || forbiddenEscapes.test(pathname)) return false;
  // The router compares paths after decoding and without case, so this has to do the same.
  let comparable: string;
  try {
    comparable = decodeURIComponent(pathname).toLowerCase();
  } catch {
    return false;
  }
  return !forbiddenPaths.some(
    (forbidden) => comparable === forbidden || comparable.startsWith(`${forbidden}/`),
  );
}

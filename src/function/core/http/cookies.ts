import type { Context } from "./context.ts";

/** A cookie's name, without the prefix that production adds. */
export type CookieName = `portico-${string}`;

/** Reads and writes the function's cookies, all with the same attributes. */
export type Cookies = ReturnType<typeof createCookies>;

/** Browsers silently drop longer cookies (RFC 6265 section 6.1); name and attributes fit in 128 bytes. */
export const maximumCookieBytes = 4096;
export const longestCookieValue = maximumCookieBytes - 128;

/**
 * Cookies that scripts can't read and that cross-site requests don't carry. The `__Host-` prefix makes browsers refuse a cookie
 * of that name from a subdomain (session fixation by cookie tossing). It requires https, so plain http omits it.
 */
export function createCookies(ownOrigin: string) {
  const isPlain = ownOrigin.startsWith("http:");
  const prefix = isPlain ? "" : "__Host-";
  const attributes = `Path=/; HttpOnly; ${isPlain ? "" : "Secure; "}SameSite=Strict`;

  return {
    read: (context: Context, name: CookieName): string | null => {
      const start = `${prefix}${name}=`;
      // Not `trim`: a name that another space precedes is another name, which a subdomain may set in spite of the prefix.
      const pairs = (context.header("Cookie") ?? "").split(";").map((pair) => pair.replace(/^[ \t]+/, ""));
      return pairs.find((pair) => pair.startsWith(start))?.slice(start.length) ?? null;
    },
    /** @param value of base64url characters and dots */
    write: (context: Context, name: CookieName, value: string, maxAgeSeconds: number): void => {
      if (value.length > longestCookieValue) {
        throw new Error(`The cookie ${name} is too long for browsers: ${String(value.length)} bytes`);
      }
      context.addCookie(
        `${prefix}${name}=${value}; Max-Age=${String(Math.trunc(maxAgeSeconds))}; ${attributes}`,
      );
    },
    clear: (context: Context, name: CookieName): void =>
      context.addCookie(`${prefix}${name}=; Max-Age=0; ${attributes}`),
  };
}

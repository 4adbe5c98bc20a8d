import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { CookieOptions } from "hono/utils/cookie";

import type { FunctionContext } from "./function-context.ts";

/** A cookie's name, without the prefix that production adds. */
export type CookieName = `portico-${string}`;

/** Reads and writes the function's cookies, all with the same attributes. */
export type Cookies = {
  read: (context: Context<FunctionContext>, name: CookieName) => string | null;
  write: (context: Context<FunctionContext>, name: CookieName, value: string, maxAgeSeconds: number) => void;
  clear: (context: Context<FunctionContext>, name: CookieName) => void;
};

/** Browsers silently drop longer cookies (RFC 6265 section 6.1); name and attributes fit in 128 bytes. */
export const maximumCookieBytes = 4096;
export const longestCookieValue = maximumCookieBytes - 128;

/**
 * Cookies that scripts can't read and that cross-site requests don't carry. The `__Host-` prefix makes browsers refuse a cookie
 * of that name from a subdomain (session fixation by cookie tossing). It requires https, so plain http omits it.
 */
export function createCookies(ownOrigin: string): Cookies {
  const isPlain = ownOrigin.startsWith("http:");
  const prefix = isPlain ? undefined : "host";
  const common = { path: "/", httpOnly: true, sameSite: "Strict" } as const;
  const attributes: CookieOptions = isPlain ? common : { ...common, secure: true, prefix: "host" };

  return {
    read: (context, name) => getCookie(context, name, prefix) ?? null,
    write: (context, name, value, maxAge) => {
      if (value.length > longestCookieValue) {
        throw new Error(`The cookie ${name} is too long for browsers: ${String(value.length)} bytes`);
      }
      setCookie(context, name, value, { ...attributes, maxAge });
    },
    clear: (context, name) => {
      deleteCookie(context, name, attributes);
    },
  };
}

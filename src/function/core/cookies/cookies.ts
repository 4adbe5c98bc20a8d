import type { Context } from "hono";
import { getCookie } from "hono/cookie";

import { isPlainLocalhostOrigin } from "../configuration/own-origin.ts";
import type { FunctionContext } from "../function-context.ts";

export type CookieName =
  | "portico-session"
  | "portico-challenge"
  | "portico-step"
  | "portico-magic-link"
  | "portico-device";

/** Reads and writes the function's cookies, with one set of attributes. */
export type Cookies = {
  read: (context: Context<FunctionContext>, name: CookieName) => string | null;
  write: (context: Context<FunctionContext>, name: CookieName, value: string, maxAgeSeconds: number) => void;
  clear: (context: Context<FunctionContext>, name: CookieName) => void;
};

/** Browsers drop longer cookies in silence (RFC 6265 section 6.1). */
const maximumCookieBytes = 4096;

/**
 * Cookies that scripts can't read, that no other site's request carries, and that no subdomain can plant: the `__Host-` prefix
 * makes the browser refuse a cookie of that name from anywhere else (session fixation by cookie tossing).
 * Browsers demand https for the prefix, so plain http on localhost does without it.
 */
export function createCookies(ownOrigin: string): Cookies {
  const isPlain = isPlainLocalhostOrigin(ownOrigin);
  const fullName = (name: CookieName): string => (isPlain ? name : `__Host-${name}`);
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isPlain ? "" : "; Secure"}`;

  return {
    read: (context, name) => getCookie(context, fullName(name)) ?? null,
    write: (context, name, value, maxAgeSeconds) => {
      const cookie = `${fullName(name)}=${value}; Max-Age=${String(maxAgeSeconds)}; ${attributes}`;
      if (cookie.length > maximumCookieBytes) {
        throw new Error(`The cookie ${name} is too long for browsers: ${String(cookie.length)} bytes`);
      }
      append(context, cookie);
    },
    clear: (context, name) => {
      append(context, `${fullName(name)}=; Max-Age=0; ${attributes}`);
    },
  };
}

function append(context: Context<FunctionContext>, cookie: string): void {
  context.header("Set-Cookie", cookie, { append: true });
}

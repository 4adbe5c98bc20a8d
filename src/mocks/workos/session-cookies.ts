import { buildSetCookie } from "../http/cookie.ts";
import type { HeaderList } from "../http/answers.ts";
import { sessionLifetimeMs } from "./sessions.ts";
import type { WorkosSettings } from "./settings.ts";

/**
 * The two cookies with which WorkOS keeps a browser's session outside localhost: the refresh token, out of every script's reach
 * on the authentication domain, and a marker on the parent domain that only tells authkit-js that a refresh is worth trying.
 */
export type SessionCookies = {
  set(refreshToken: string): HeaderList;
  clear(): HeaderList;
  readRefreshToken(cookies: Readonly<Record<string, string>>): string | null;
};

const refreshTokenCookie = "workos-refresh-token";
const markerCookie = "workos-has-session";

/** Null in localhost mode, where no cookie is used. */
export function createSessionCookies(
  settings: Pick<WorkosSettings, "cookieDomain" | "clientId">,
): SessionCookies | null {
  const { cookieDomain, clientId } = settings;
  if (cookieDomain === null) return null;

  function build(refreshToken: string, marker: string, maxAgeSeconds: number): HeaderList {
    const common = { secure: true, maxAgeSeconds };
    return [
      [
        "Set-Cookie",
        buildSetCookie({
          ...common,
          name: refreshTokenCookie,
          value: refreshToken,
          path: "/user_management",
          httpOnly: true,
        }),
      ],
      [
        "Set-Cookie",
        buildSetCookie({
          ...common,
          name: markerCookie,
          value: marker,
          path: "/",
          httpOnly: false,
          domain: cookieDomain ?? undefined,
        }),
      ],
    ];
  }
  return {
    set: (refreshToken) => build(refreshToken, clientId, Math.floor(sessionLifetimeMs / 1000)),
    clear: () => build("", "", 0),
    readRefreshToken: (cookies) => cookies[refreshTokenCookie] || null,
  };
}

import type { HeaderList } from "../http/answers.ts";
import { buildSetCookie } from "../http/cookie.ts";
import { type DirectoryUser, userSchema } from "../workos/directory.ts";
import { openToken, sealToken } from "../workos/sealed-token.ts";

const cookieName = "mock-authkit-session";
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

/** The cookie with which the hosted page remembers who signed in here, so that it can offer that person first. */
export async function rememberPerson(
  user: DirectoryUser,
  origin: string,
  nowMs: number,
): Promise<HeaderList> {
  const value = await sealToken("hosted session", user, nowMs + lifetimeMs);
  return [["Set-Cookie", buildCookie(value, origin, Math.floor(lifetimeMs / 1000))]];
}

export function clearHostedSession(origin: string): HeaderList {
  return [["Set-Cookie", buildCookie("", origin, 0)]];
}

/** Who signed in on the hosted page before, or null. */
export async function readRememberedPerson(
  cookies: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<DirectoryUser | null> {
  const opened = await openToken("hosted session", userSchema, cookies[cookieName] ?? "", nowMs);
  return opened.ok ? opened.value : null;
}

function buildCookie(value: string, origin: string, maxAgeSeconds: number): string {
  return buildSetCookie({
    name: cookieName,
    value,
    path: "/mock",
    maxAgeSeconds,
    httpOnly: true,
    secure: origin.startsWith("https:"),
  });
}

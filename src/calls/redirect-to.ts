import { readCurrentPath } from "../config/current-path.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";

/**
 * A `redirectTo` as a path of this app, or null when it leads anywhere else. The Auth.js client also takes absolute URLs; one
 * of this origin is read as its path, and then has to pass like any other (open redirect).
 */
export function parseRedirectTo(redirectTo: string, origin: string): ReturnTo | null {
  const path = redirectTo.startsWith(`${origin}/`) ? redirectTo.slice(origin.length) : redirectTo;
  return parseReturnTo(path, origin);
}

/** Where a sign-in lands: what was asked for, or the page it was called from; the default page where that can't be. */
export function resolveRedirectTo(redirectTo: string | undefined): ReturnTo {
  const { origin } = window.location;
  return parseRedirectTo(redirectTo ?? readCurrentPath(), origin) ?? defaultReturnTo;
}

import { readCurrentPath } from "../config/current-path.ts";
import { defaultReturnTo } from "../config/paths.ts";
import { parseReturnTo, type ReturnTo } from "../contract/return-to.ts";

/**
 * A `redirectTo` as a path of this app, or null if it leads elsewhere. Like the Auth.js client, this accepts absolute URLs, but only of
 * this origin; their path is then checked like any other (open redirect).
 */
export function parseRedirectTo(redirectTo: string, origin: string): ReturnTo | null {
  const path = redirectTo.startsWith(`${origin}/`) ? redirectTo.slice(origin.length) : redirectTo;
  return parseReturnTo(path, origin);
}

/** The path to land on: the requested one, or else the current page; the default page if that path isn't allowed. */
export function resolveRedirectTo(redirectTo: string | undefined): ReturnTo {
  const { origin } = window.location;
  return parseRedirectTo(redirectTo ?? readCurrentPath(), origin) ?? defaultReturnTo;
}

import { buildPathKey } from "../contract/path-key.ts";

/**
 * Puts one of the app's own paths into the page's address where that has another spelling of it, before anything reads it: mail
 * programs, proxies and people add slashes, double them and change case, and a landing that takes a secret out of the address must
 * find it. The query and the fragment stay.
 *
 * @param ownPaths as `src/config/paths.ts` and the ways in spell them
 */
export function correctAddress(ownPaths: readonly string[]): void {
  const { pathname, search, hash } = window.location;
  const key = buildPathKey(pathname);
  const own = ownPaths.find((path) => buildPathKey(path) === key);
  if (own === undefined || own === pathname) return;
  window.history.replaceState(window.history.state, "", own + search + hash);
}

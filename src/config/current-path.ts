/** The path, query and hash of the page. */
export function readCurrentPath(): string {
  const { pathname, search, hash } = window.location;
  return `${pathname}${search}${hash}`;
}

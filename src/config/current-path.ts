/** The path, query and hash of the page, as a return path. */
export function readCurrentPath(): string {
  return buildPath(window.location);
}

/**
 * The path, query and hash of a location. A browser leaves a backslash in the query and the hash as it is, and a return path must
 * have none (open redirect); `%5C` means the same there.
 */
export function buildPath({
  pathname,
  search,
  hash,
}: Pick<Location, "pathname" | "search" | "hash">): string {
  return pathname + `${search}${hash}`.replaceAll("\\", "%5C");
}

/**
 * What two paths have in common that lead to the same page: decoded, without case, with repeated slashes taken for one and none at
 * the end, as the router compares them. Null for a path with a broken escape, which leads nowhere.
 */
export function buildPathKey(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname).toLowerCase().replaceAll(/\/+/g, "/");
    return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  } catch {
    return null;
  }
}

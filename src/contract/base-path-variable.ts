/**
 * @returns the path without a slash at its end; empty for the root
 * @throws Error naming PORTICO_BASE_PATH
 */
export function parseBasePath(text: string | null): string {
  const path = (text ?? "/").replace(/\/$/, "");
  if (/^(?:\/[a-z0-9][a-z0-9_-]*)*$/.test(path)) return path;
  throw new Error(
    "PORTICO_BASE_PATH must be a path of lower-case letters, digits, - and _ that begins with a slash, such as /console",
  );
}

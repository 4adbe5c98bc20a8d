/**
 * The exact origin that pages call the function from, or an error in words.
 * Plain http is taken for localhost alone: elsewhere the cookies could be read and planted on the way.
 *
 * @throws Error that names PORTICO_ORIGIN
 */
export function parseOwnOrigin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error("PORTICO_ORIGIN must be an origin such as https://console.example.com");
  }
  if (url.origin !== text.replace(/\/$/, "")) {
    throw new Error(
      `PORTICO_ORIGIN must be an origin alone, without path, credentials or default port; did you mean ${url.origin}?`,
    );
  }
  if (url.protocol === "https:") return url.origin;
  if (isPlainLocalhostOrigin(url.origin)) return url.origin;
  throw new Error("PORTICO_ORIGIN must begin with https:// (plain http is allowed for localhost alone)");
}

/** Whether the origin is `http://localhost` or a name below it: browsers resolve those to the machine itself. */
export function isPlainLocalhostOrigin(origin: string): boolean {
  return /^http:\/\/(?:[a-z0-9-]+\.)*localhost(?::[0-9]+)?$/.test(origin);
}

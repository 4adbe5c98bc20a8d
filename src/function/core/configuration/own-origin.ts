/**
 * The exact origin from which pages call the function.
 * Plain http is accepted for localhost only: elsewhere the network could read and plant cookies.
 *
 * @throws Error naming PORTICO_ORIGIN
 */
export function parseOwnOrigin(text: string): string {
  if (!URL.canParse(text))
    throw new Error("PORTICO_ORIGIN must be an origin such as https://console.example.com");
  const url = new URL(text);
  if (url.origin !== text.replace(/\/$/, "")) {
    throw new Error(
      `PORTICO_ORIGIN must be only an origin, without path, credentials or default port; did you mean ${url.origin}?`,
    );
  }
  if (url.protocol === "https:" || isPlainLocalhostOrigin(url.origin)) return url.origin;
  throw new Error("PORTICO_ORIGIN must begin with https:// (plain http is allowed for localhost only)");
}

/** Whether the origin is `http://localhost` or a subdomain of it, which browsers resolve to the local machine. */
export function isPlainLocalhostOrigin(origin: string): boolean {
  return /^http:\/\/(?:[a-z0-9-]+\.)*localhost(?::[0-9]+)?$/.test(origin);
}

/**
 * The exact origin from which pages call the function.
 * Plain http is accepted for localhost only: elsewhere the network could read and plant cookies.
 *
 * @param allowsPlainHttp whether http is accepted for every host, as in development
 * @throws Error naming PORTICO_ORIGIN
 */
export function parseOwnOrigin(text: string, allowsPlainHttp = false): string {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new Error("PORTICO_ORIGIN must be an origin such as https://console.example.com");
  if (url.origin !== text.replace(/\/$/, "")) {
    throw new Error(
      `PORTICO_ORIGIN must be only an origin, without path, credentials or default port; did you mean ${url.origin}?`,
    );
  }
  if (!/^\[|^(?!0\.0\.0\.0$)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(url.hostname)) {
    throw new Error("PORTICO_ORIGIN must have the one name that browsers use, such as console.example.com");
  }
  if (url.protocol === "https:" || allowsPlainHttp || isPlainLocalhostOrigin(url.origin)) return url.origin;
  throw new Error("PORTICO_ORIGIN must begin with https:// (plain http is allowed for localhost only)");
}

/** Whether the origin is `http://localhost` or a subdomain of it, which browsers resolve to the local machine. */
export function isPlainLocalhostOrigin(origin: string): boolean {
  return /^http:\/\/(?:[a-z0-9-]+\.)*localhost(?::[0-9]+)?$/.test(origin);
}

/**
 * Asks WorkOS for something, and rejects where it can't be reached.
 *
 * The answer is opaque to the page (no CORS), which is enough: it came. The set of public keys is asked for because it is
 * small, public and cheap for WorkOS.
 */
export function askWorkos(
  { apiOrigin, clientId, fetch }: { apiOrigin: string; clientId: string; fetch: typeof globalThis.fetch },
  signal?: AbortSignal,
): Promise<unknown> {
  const url = new URL(`/sso/jwks/${encodeURIComponent(clientId)}`, apiOrigin);
  return fetch(url, { mode: "no-cors", cache: "no-store", credentials: "omit", signal: signal ?? null });
}

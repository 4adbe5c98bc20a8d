/** RFC 7636, section 4.1, with as many random bytes as the SDK takes. */
export function createCodeVerifier(): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(96)));
}

/** RFC 7636, section 4.2, of the method S256. */
export async function buildCodeChallenge(codeVerifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return encodeBase64Url(new Uint8Array(digest));
}

function encodeBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

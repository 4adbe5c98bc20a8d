import { encodeBase64url } from "./base64url.ts";

/** Whether a string has the form of an S256 code challenge: 43 characters of base64url (RFC 7636, section 4.2). */
export function isCodeChallenge(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}

/** Whether the verifier belongs to the challenge (RFC 7636, section 4.6). A malformed verifier never does. */
export async function verifyCodeVerifier(codeVerifier: string, codeChallenge: string): Promise<boolean> {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(codeVerifier)) return false;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
  return encodeBase64url(new Uint8Array(digest)) === codeChallenge;
}

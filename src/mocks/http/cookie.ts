/** A Set-Cookie value (RFC 6265, section 4.1); `maxAgeSeconds: 0` deletes the cookie. */
export function buildSetCookie(cookie: {
  name: string;
  value: string;
  path: string;
  maxAgeSeconds: number;
  httpOnly: boolean;
  secure: boolean;
  domain?: string | undefined;
}): string {
  return [
    `${cookie.name}=${cookie.value}`,
    ...(cookie.domain === undefined ? [] : [`Domain=${cookie.domain}`]),
    `Path=${cookie.path}`,
    `Max-Age=${cookie.maxAgeSeconds}`,
    ...(cookie.secure ? ["Secure"] : []),
    ...(cookie.httpOnly ? ["HttpOnly"] : []),
    "SameSite=Lax",
  ].join("; ");
}

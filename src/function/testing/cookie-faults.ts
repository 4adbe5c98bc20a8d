/**
 * A description of what is wrong with the function's `Set-Cookie`; null when it has exactly the required attributes.
 *
 * @param origin the function's own; only plain localhost may omit prefix and Secure
 */
export function findCookieFault(setCookie: string, origin: string): string | null {
  const isPlain = /^http:\/\/(?:[\w-]+\.)*localhost(?::[0-9]+)?$/.test(origin);
  const wanted = isPlain
    ? /^portico-[a-z-]+=[\w.-]*; Max-Age=[0-9]+; Path=\/; HttpOnly; SameSite=Strict$/
    : /^__Host-portico-[a-z-]+=[\w.-]*; Max-Age=[0-9]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/;
  return wanted.test(setCookie) ? null : `${origin} sets ${setCookie.replace(/=[^;]{8,}/, "=…")}`;
}

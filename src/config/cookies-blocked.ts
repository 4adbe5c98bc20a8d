/**
 * Whether the browser keeps no cookies for this site. Found out by setting one: `navigator.cookieEnabled` says yes in Chromium
 * while the person's settings block every cookie.
 */
export function areCookiesBlocked(): boolean {
  const probe = "portico-probe=1";
  document.cookie = `${probe}; Path=/; SameSite=Strict; Max-Age=60`;
  const isKept = document.cookie.includes(probe);
  document.cookie = `${probe}; Path=/; SameSite=Strict; Max-Age=0`;
  return !isKept;
}

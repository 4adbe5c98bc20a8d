/**
 * The `error` of an authorization response if it looks like an error name, else `unknown_error`: anyone can build a link, and its text
 * must not appear on the page (content spoofing).
 */
export function selectErrorName(error: string): string {
  return /^[a-z_]{1,64}$/.test(error) ? error : "unknown_error";
}

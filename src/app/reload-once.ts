/** Shared with `public/start.js`, which reloads for the scripts of the page itself. */
const key = "portico:reloaded-for";

/**
 * Reloads the page, unless it was reloaded for the same cause before or that can't be remembered: it must not go on for ever. Offline,
 * a reload would only lose the page that is there.
 */
export function reloadOnce(cause: string): boolean {
  if (!navigator.onLine) return false;
  try {
    const causes = (sessionStorage.getItem(key) ?? "").split("\n");
    if (causes.includes(cause)) return false;
    sessionStorage.setItem(key, [...causes, cause].join("\n"));
  } catch {
    return false;
  }
  window.location.reload();
  return true;
}

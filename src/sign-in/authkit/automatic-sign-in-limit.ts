import { type BrowserStorage, readJson } from "../../config/browser-storage.ts";

const key = "portico:automatic-sign-ins";
const windowMs = 60_000;
const mostInWindow = 3;

/**
 * Whether another sign-in may start automatically; `true` counts as one. Without the limit, a page and WorkOS could redirect to each
 * other forever (blocked cookies, a wrong redirect URI).
 */
export function admitAutomaticSignIn(
  storage: Pick<BrowserStorage, "read" | "write">,
  nowMs: number,
): boolean {
  const recent = readTimes(storage).filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
  if (recent.length >= mostInWindow) return false;
  storage.write(key, JSON.stringify([...recent, nowMs]));
  return true;
}

/** Restarts the count after a click. */
export function forgetAutomaticSignIns(storage: BrowserStorage): void {
  storage.remove(key);
}

function readTimes(storage: Pick<BrowserStorage, "read">): number[] {
  const entry: unknown = readJson(storage, key);
  return Array.isArray(entry) && entry.every((time) => typeof time === "number") ? entry : [];
}

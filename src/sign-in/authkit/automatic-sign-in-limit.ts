import * as v from "valibot";

import { type BrowserStorage, readJson } from "../../config/browser-storage.ts";

const key = "portico:automatic-sign-ins";
const windowMs = 60_000;
const mostInWindow = 3;

/**
 * Whether another sign-in may start automatically; `true` counts as one. Without the limit, a page and WorkOS could redirect to each
 * other forever (blocked cookies, a wrong redirect URI).
 */
export function admitAutomaticSignIn(storage: BrowserStorage, nowMs: number): boolean {
  const recent = readTimes(storage).filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
  if (recent.length >= mostInWindow) return false;
  storage.write(key, JSON.stringify([...recent, nowMs]));
  return true;
}

/** Restarts the count after a click. */
export function forgetAutomaticSignIns(storage: BrowserStorage): void {
  storage.remove(key);
}

function readTimes(storage: BrowserStorage): number[] {
  const result = v.safeParse(v.array(v.number()), readJson(storage, key));
  return result.success ? result.output : [];
}

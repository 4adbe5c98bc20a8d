import * as v from "valibot";

import { type BrowserStorage } from "../../config/browser-storage.ts";

const key = "portico:automatic-sign-ins";
const windowMs = 60_000;
const mostInWindow = 3;

/**
 * Whether a sign-in may start by itself once more; a yes counts as one. A page that sends people to WorkOS, and WorkOS back
 * to that page, would otherwise go on for ever (blocked cookies, a wrong redirect URI).
 */
export function admitAutomaticSignIn(storage: BrowserStorage, nowMs: number): boolean {
  const recent = readTimes(storage).filter((atMs) => Math.abs(nowMs - atMs) < windowMs);
  if (recent.length >= mostInWindow) return false;
  storage.write(key, JSON.stringify([...recent, nowMs]));
  return true;
}

/** Begins to count anew, because a person has taken over. */
export function forgetAutomaticSignIns(storage: BrowserStorage): void {
  storage.remove(key);
}

function readTimes(storage: BrowserStorage): number[] {
  try {
    const result = v.safeParse(v.array(v.number()), JSON.parse(storage.read(key) ?? "[]"));
    return result.success ? result.output : [];
  } catch {
    return [];
  }
}

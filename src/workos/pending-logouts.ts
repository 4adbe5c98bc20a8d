import * as v from "valibot";

import { type BrowserStorage } from "../config/browser-storage.ts";

const key = "portico:pending-logouts";
const leavingKey = "portico:leaving-for-logout";
/** WorkOS sessions of people who signed out end by themselves long before. */
const longestKeptMs = 30 * 24 * 60 * 60_000;

const entriesSchema = v.array(v.object({ sessionId: v.string(), addedAtMs: v.number() }));

export type PendingLogouts = ReturnType<typeof createPendingLogouts>;

/** The WorkOS sessions that were signed out here and of whose end WorkOS may not know yet. A session id is no credential. */
export function createPendingLogouts(
  shared: BrowserStorage,
  ownTab: BrowserStorage,
  now: () => number = Date.now,
) {
  const read = () => {
    let json: unknown;
    try {
      json = JSON.parse(shared.read(key) ?? "[]");
    } catch {
      return [];
    }
    const result = v.safeParse(entriesSchema, json);
    if (!result.success) return [];
    return result.output.filter(({ addedAtMs }) => Math.abs(now() - addedAtMs) < longestKeptMs);
  };
  const write = (entries: { sessionId: string; addedAtMs: number }[]) =>
    entries.length === 0 ? shared.remove(key) : shared.write(key, JSON.stringify(entries));
  const remove = (sessionId: string) => write(read().filter((entry) => entry.sessionId !== sessionId));

  return {
    add(sessionId: string): void {
      remove(sessionId);
      write([...read(), { sessionId, addedAtMs: now() }]);
    },
    remove,
    /** The sessions that have waited for so many milliseconds or longer. */
    list: (leastAgeMs: number): string[] =>
      read()
        .filter(({ addedAtMs }) => Math.abs(now() - addedAtMs) >= leastAgeMs)
        .map(({ sessionId }) => sessionId),
    /** Notes that this tab now leaves for WorkOS's logout. */
    noteLeaving: (sessionId: string) => ownTab.write(leavingKey, sessionId),
    /** Called when a page loads: one that WorkOS sent back here after the logout settles the session it had left for. */
    noteArrival(isBackFromLogout: boolean): void {
      const sessionId = ownTab.read(leavingKey);
      ownTab.remove(leavingKey);
      if (sessionId !== null && isBackFromLogout) remove(sessionId);
    },
  };
}

import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import type { Background } from "./background.ts";
import { sealEntries } from "./sealed-entries.ts";

/** Whether something counts as down, for half a minute, in this instance and seconds later in the others on its store. */
export type SharedOutage = { readSecondsLeft: () => number; begin: () => void; end: () => void };

const outageMs = 30_000;
/** How often the store is read and written at most, however many requests there are. */
const syncEveryMs = 5000;
/** `untilMs` is 0 once it is over. */
const stateSchema = v.object({ changeId: v.string(), untilMs: v.number() });

/** @param name of what may be down */
export function createSharedOutage(background: Background, name: string): SharedOutage {
  const { now } = background;
  const options = { name: `outage-${name}`, lifetimeMs: outageMs, maximumKeys: 1 };
  const entries = sealEntries(background, { ...options, keptInProcess: "while_down" }, stateSchema);
  let state = { changeId: "", untilMs: 0 };
  let askedAtMs = 0;

  const learn = async (): Promise<void> => {
    const before = state;
    const entry = await entries.read("latest");
    // What this instance has found out meanwhile is newer.
    if (entry === null || entry === "unreadable" || state !== before || entry.changeId === state.changeId)
      return;
    const msLeft = entry.untilMs - now();
    // Any other rest is that of a clock which differs from this one. The store has the entry for no longer.
    const isByThisClock = entry.untilMs === 0 || (msLeft > 0 && msLeft <= outageMs);
    state = isByThisClock ? entry : { ...entry, untilMs: now() + outageMs };
  };
  const change = (untilMs: number): void => {
    state = { changeId: createRandomId(), untilMs };
    background.runInBackground(entries.write("latest", state));
  };
  return {
    readSecondsLeft: () => {
      if (now() - askedAtMs >= syncEveryMs) {
        askedAtMs = now();
        background.runInBackground(learn());
      }
      return Math.ceil(Math.max(0, state.untilMs - now()) / 1000);
    },
    begin: () => {
      if (state.untilMs - now() <= outageMs - syncEveryMs) change(now() + outageMs);
    },
    end: () => {
      if (state.untilMs > now()) change(0);
    },
  };
}

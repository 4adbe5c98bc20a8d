import * as v from "valibot";

import type { Background } from "./background.ts";
import { sealEntries } from "./sealed-entries.ts";

/** Whether something counts as down, for half a minute, in this instance and seconds later in the others on its store. */
export type SharedOutage = { readSecondsLeft: () => number; begin: () => void; end: () => void };

const outageMs = 30_000;
/** How often the store is read and written at most, however many requests there are. */
const syncEveryMs = 5000;
const stateSchema = v.object({ untilMs: v.number(), changedAtMs: v.number() });

/** @param name of what may be down */
export function createSharedOutage(background: Background, name: string): SharedOutage {
  const { now } = background;
  const options = { name: `outage-${name}`, lifetimeMs: outageMs, maximumKeys: 1 };
  const entries = sealEntries(background, { ...options, keptInProcess: "while_down" }, stateSchema);
  let state = { untilMs: 0, changedAtMs: 0 };
  let askedAtMs = 0;

  const learn = async (): Promise<void> => {
    const entry = await entries.read("latest");
    if (entry !== null && entry !== "unreadable" && entry.changedAtMs > state.changedAtMs) state = entry;
  };
  const change = (untilMs: number): void => {
    state = { untilMs, changedAtMs: now() };
    background.runInBackground(entries.write("latest", state));
  };
  return {
    readSecondsLeft: () => {
      if (now() - askedAtMs >= syncEveryMs) {
        askedAtMs = now();
        background.runInBackground(learn());
      }
      return Math.ceil(Math.min(outageMs, Math.max(0, state.untilMs - now())) / 1000);
    },
    begin: () => {
      if (state.untilMs - now() <= outageMs - syncEveryMs) change(now() + outageMs);
    },
    end: () => {
      if (state.untilMs > now()) change(0);
    },
  };
}

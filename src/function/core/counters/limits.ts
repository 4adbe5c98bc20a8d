import type { Counter, CounterStore } from "./counter-store.ts";
import { createCounterWithFallback } from "./guarded-counter-store.ts";
import type { LimitEntry } from "./limit-table.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/** A limit with the counters of its windows, the shortest first, and its name in RateLimit fields. */
export type Limit = {
  name: string;
  windows: readonly { maximum: number; windowSeconds: number; counter: Counter }[];
};

/** The limit of an entry, counted in the store. The same entry gives the same counts. */
export type FindLimit = (entry: LimitEntry) => Limit;

/** How many keys of a counter the memory of a process keeps; the oldest go first. */
const maximumKeys = 50_000;

/** Those of clients are counted in this process while the store is down. */
export function createFindLimit(store: CounterStore): FindLimit {
  const ownMemory = createMemoryCounterStore();
  const limits = new Map<string, Limit>();
  const create: FindLimit = ({ name, quotas, isOfClients = false }) => ({
    name,
    windows: quotas.map(({ maximum, windowSeconds }) => {
      const options = {
        name: `${name}-${String(windowSeconds)}`,
        windowMs: windowSeconds * 1000,
        maximumKeys,
      };
      const counter = store.createCounter(options);
      const fallback = isOfClients ? ownMemory.createCounter(options) : null;
      return {
        maximum,
        windowSeconds,
        counter: fallback === null ? counter : createCounterWithFallback(counter, fallback),
      };
    }),
  });
  return (entry) => {
    const limit = limits.get(entry.name) ?? create(entry);
    limits.set(entry.name, limit);
    return limit;
  };
}

/** A window of a limit that is used up, and how long it still is. */
export type UsedUpWindow = { name: string; maximum: number; windowSeconds: number; msLeft: number };

/** What a use came to: taken, with the uses that are left in the tightest window; or one too many. */
export type CountedUse = { kind: "within"; usesLeft: number } | ({ kind: "exceeded" } & UsedUpWindow);

/**
 * Counts one use of the limit in all of its windows, and tells the first one that it exceeds.
 *
 * The windows are counted one after the other from the shortest, and a use that one of them refuses is not counted in the longer
 * ones: otherwise a minute of refused requests would use up somebody's day (lock-out). What passes is counted in each window.
 */
export async function countUse(limit: Limit, key: string): Promise<CountedUse> {
  let usesLeft = Infinity;
  for (const { maximum, windowSeconds, counter } of limit.windows) {
    const { count, msLeft } = await counter.increment(key);
    if (count > maximum) return { kind: "exceeded", name: limit.name, maximum, windowSeconds, msLeft };
    usesLeft = Math.min(usesLeft, maximum - count);
  }
  return { kind: "within", usesLeft };
}

/** Takes a use back that `countUse` answered `within` to. */
export async function giveBackUse(limit: Limit, key: string): Promise<void> {
  await Promise.all(
    limit.windows.map(async ({ counter }) => {
      await counter.giveBack(key);
    }),
  );
}

/** The window in which the next use would be one too many, the shortest of them; null while there is none. Counts nothing. */
export async function findUsedUpWindow(limit: Limit, key: string): Promise<UsedUpWindow | null> {
  for (const { maximum, windowSeconds, counter } of limit.windows) {
    const { count, msLeft } = await counter.read(key);
    if (count >= maximum) return { name: limit.name, maximum, windowSeconds, msLeft };
  }
  return null;
}

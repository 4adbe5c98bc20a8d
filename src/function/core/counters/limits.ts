import type { Counter, CounterStore } from "./counter-store.ts";
import type { LimitEntry } from "./limit-table.ts";

/** A limit with its name in RateLimit fields and a counter for each window, shortest first. */
export type Limit = {
  name: string;
  isOfIssuedIds: boolean;
  windows: readonly { maximum: number; windowSeconds: number; counter: Counter }[];
};

/** The limit of an entry, counted in the store; the same entry gives the same counts. */
export type FindLimit = (entry: LimitEntry) => Limit;

/** How many keys of a counter are kept in memory; the oldest are dropped first. */
const maximumKeys = 50_000;

/** Finds limits that count in the store. */
export function createFindLimit(store: CounterStore): FindLimit {
  const limits = new Map<string, Limit>();
  const create: FindLimit = ({ name, quotas, countedInProcess, isOfIssuedIds = false }) => ({
    name,
    isOfIssuedIds,
    windows: quotas.map(({ maximum, windowSeconds }) => ({
      maximum,
      windowSeconds,
      counter: store.createCounter({
        name: `${name}-${String(windowSeconds)}`,
        windowMs: windowSeconds * 1000,
        maximumKeys,
        ...(countedInProcess && { countedInProcess }),
      }),
    })),
  });
  return (entry) => {
    const limit = limits.get(entry.name) ?? create(entry);
    limits.set(entry.name, limit);
    return limit;
  };
}

/** A limit's window that is used up, with the time left in it. */
export type UsedUpWindow = { name: string; maximum: number; windowSeconds: number; msLeft: number };

/** Whether a use was within its limit, with the uses left in the tightest window, or exceeded it. */
export type CountedUse = { kind: "within"; usesLeft: number } | ({ kind: "exceeded" } & UsedUpWindow);

/**
 * Counts one use of the limit in all of its windows, and returns the first window that it exceeds.
 *
 * Windows are counted in order from the shortest, and a use refused by one is not counted in the longer ones: otherwise a
 * minute of refused requests could use up the owner's whole day (account lockout). A use that passes counts in every window.
 */
export async function countUse(limit: Limit, key: string): Promise<CountedUse> {
  const usedUp = limit.isOfIssuedIds ? await findUsedUpWindow(limit, key) : null;
  if (usedUp !== null) return { kind: "exceeded", ...usedUp };
  let usesLeft = Infinity;
  for (const { maximum, windowSeconds, counter } of limit.windows) {
    const { count, msLeft } = await counter.increment(key);
    if (count > maximum) return { kind: "exceeded", name: limit.name, maximum, windowSeconds, msLeft };
    usesLeft = Math.min(usesLeft, maximum - count);
  }
  return { kind: "within", usesLeft };
}

/** Begins to count uses of an id that the function gives out. */
export async function beginCounts(limits: readonly Limit[], id: string): Promise<void> {
  const windows = limits.flatMap((limit) => limit.windows);
  await Promise.all(windows.map(async ({ counter }) => await counter.put(id, 0)));
}

/** Takes back a use for which `countUse` returned `within`. */
export async function giveBackUse(limit: Limit, key: string): Promise<void> {
  await Promise.all(limit.windows.map(async ({ counter }) => await counter.giveBack(key)));
}

/** The shortest window that has no room for another use, or null. Counts nothing. */
export async function findUsedUpWindow(limit: Limit, key: string): Promise<UsedUpWindow | null> {
  for (const { maximum, windowSeconds, counter } of limit.windows) {
    const { count, msLeft } = await counter.read(key);
    const isDropped = limit.isOfIssuedIds && msLeft === 0;
    if (count >= maximum || isDropped) return { name: limit.name, maximum, windowSeconds, msLeft };
  }
  return null;
}

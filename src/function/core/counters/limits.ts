import type { Counter } from "./counter.ts";
import type { CounterStore } from "./counter-store.ts";
import { createCounterWithFallback } from "./counter-with-fallback.ts";
import { type LimitEntry, limitTable } from "./limit-table.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/** A limit with the counters of its windows, the shortest first, and its name in RateLimit fields. */
export type Limit = { name: string; windows: readonly LimitWindow[] };

export type LimitWindow = { maximum: number; windowSeconds: number; counter: Counter };

/** The limits of the core. */
export type Limits = Record<keyof typeof limitTable, Limit>;

/** Counts the limit of an entry in the store. */
export type CreateLimit = (entry: LimitEntry) => Limit;

/** How many keys of a counter the memory of a process keeps; the oldest go first. */
const maximumKeys = 50_000;

/** Makes limits that are counted in the store; those of clients in this process while the store is down. */
export function createLimitFactory(store: CounterStore): CreateLimit {
  const ownMemory = createMemoryCounterStore();
  return ({ name, quotas, isOfClients = false }) => ({
    name,
    windows: quotas.map(({ maximum, windowSeconds }) => {
      const options = {
        name: `${name}-${String(windowSeconds)}`,
        windowMs: windowSeconds * 1000,
        maximumKeys,
      };
      const counter = store.createCounter(options);
      return {
        maximum,
        windowSeconds,
        counter: isOfClients ? createCounterWithFallback(counter, ownMemory.createCounter(options)) : counter,
      };
    }),
  });
}

export function createLimits(createLimit: CreateLimit): Limits {
  return {
    attemptsPerChallenge: createLimit(limitTable.attemptsPerChallenge),
    usesPerChallenge: createLimit(limitTable.usesPerChallenge),
    attemptsPerStep: createLimit(limitTable.attemptsPerStep),
    wrongStepCodesPerAccount: createLimit(limitTable.wrongStepCodesPerAccount),
    sendsPerAddress: createLimit(limitTable.sendsPerAddress),
    sendsPerKnownDevice: createLimit(limitTable.sendsPerKnownDevice),
    sendsPerClient: createLimit(limitTable.sendsPerClient),
    mailsPerAddress: createLimit(limitTable.mailsPerAddress),
  };
}

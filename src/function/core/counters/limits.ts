import type { Counter } from "./counter.ts";
import type { CounterStore } from "./counter-store.ts";
import { createCounterWithFallback } from "./counter-with-fallback.ts";
import { type LimitName, limitTable } from "./limit-table.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/** A limit with the counters of its windows, the shortest first, under the name that RateLimit fields call it by. */
export type Limit = { name: string; windows: readonly LimitWindow[] };

export type LimitWindow = { maximum: number; windowSeconds: number; counter: Counter };

/** All limits of the table, counted somewhere. */
export type Limits = Record<LimitName, Limit>;

/** How many keys of a counter the memory of a process keeps; the oldest go first. */
const maximumKeys = 50_000;

/** The limits, counted in the store; that of a client, while the store is down, in this process. */
export function createLimits(store: CounterStore): Limits {
  const create = (limitName: LimitName, createCounter = store.createCounter): Limit => {
    const { name, quotas } = limitTable[limitName];
    return {
      name,
      windows: quotas.map(({ maximum, windowSeconds }) => ({
        maximum,
        windowSeconds,
        counter: createCounter({
          name: `${name}-${String(windowSeconds)}`,
          windowMs: windowSeconds * 1000,
          maximumKeys,
        }),
      })),
    };
  };
  const ownMemory = createMemoryCounterStore();
  const createWithFallback: CounterStore["createCounter"] = (options) =>
    createCounterWithFallback(store.createCounter(options), ownMemory.createCounter(options));
  return {
    attemptsPerChallenge: create("attemptsPerChallenge"),
    usesPerChallenge: create("usesPerChallenge"),
    attemptsPerStep: create("attemptsPerStep"),
    wrongStepCodesPerAccount: create("wrongStepCodesPerAccount"),
    wrongGuessesPerAccount: create("wrongGuessesPerAccount"),
    wrongGuessesPerKnownDevice: create("wrongGuessesPerKnownDevice"),
    wrongGuesses: create("wrongGuesses"),
    sendsPerAddress: create("sendsPerAddress"),
    sendsPerKnownDevice: create("sendsPerKnownDevice"),
    // Whoever floods a function whose store is down still meets a limit: each of his requests waits for the store.
    sendsPerClient: create("sendsPerClient", createWithFallback),
    mailsPerAddress: create("mailsPerAddress"),
    invitationsPerMember: create("invitationsPerMember"),
    inspectionsPerClient: create("inspectionsPerClient", createWithFallback),
  };
}

import type { Counter } from "./counter.ts";
import type { CounterStore } from "./counter-store.ts";
import { type LimitName, limitTable } from "./limit-table.ts";

/** A limit with the counters of its windows, the shortest first, under the name that RateLimit fields call it by. */
export type Limit = { name: string; windows: readonly LimitWindow[] };

export type LimitWindow = { maximum: number; windowSeconds: number; counter: Counter };

/** All limits of the table, counted somewhere. */
export type Limits = Record<LimitName, Limit>;

/** How many keys of a counter the memory of a process keeps; the oldest go first. */
const maximumKeys = 50_000;

/** The limits, counted in the store. */
export function createLimits(store: CounterStore): Limits {
  const create = (limitName: LimitName): Limit => {
    const { name, quotas } = limitTable[limitName];
    return {
      name,
      windows: quotas.map(({ maximum, windowSeconds }) => ({
        maximum,
        windowSeconds,
        counter: store.createCounter({
          name: `${name}-${String(windowSeconds)}`,
          windowMs: windowSeconds * 1000,
          maximumKeys,
        }),
      })),
    };
  };
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
    sendsPerClient: create("sendsPerClient"),
    mailsPerAddress: create("mailsPerAddress"),
  };
}

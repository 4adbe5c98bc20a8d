import type { Counter } from "./counter.ts";
import { CounterStoreError } from "./counter-store-error.ts";
import type { Limit, Limits } from "./limits.ts";

/**
 * The same limits, whose counters reject with a `CounterStoreError` whatever their store rejects with. Giving an increment back
 * never rejects: what can't be given back stays counted, which is the safe side.
 */
export function guardLimits(limits: Limits): Limits {
  return {
    sendsPerAddress: guardLimit(limits.sendsPerAddress),
    sendsPerClient: guardLimit(limits.sendsPerClient),
    mailsPerAddress: guardLimit(limits.mailsPerAddress),
    attemptsPerChallenge: guardLimit(limits.attemptsPerChallenge),
    usesPerChallenge: guardLimit(limits.usesPerChallenge),
  };
}

function guardLimit(limit: Limit): Limit {
  return { ...limit, counter: guardCounter(limit.counter) };
}

function guardCounter(counter: Counter): Counter {
  return {
    increment: async (key) => await asStoreFailure(counter.increment(key)),
    read: async (key) => await asStoreFailure(counter.read(key)),
    giveBack: async (key) => {
      await counter.giveBack(key).catch(() => undefined);
    },
  };
}

async function asStoreFailure<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new CounterStoreError(error);
  }
}

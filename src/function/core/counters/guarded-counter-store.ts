import type { Counter, CounterStore } from "./counter-store.ts";

/**
 * The same store, whose calls reject with a `CounterStoreError` whatever it rejects with. Giving an increment back never rejects:
 * what can't be given back stays counted, which is the safe side.
 */
export function guardCounterStore(store: CounterStore): CounterStore {
  return {
    createCounter: (options) => guardCounter(store.createCounter(options)),
    readIncarnation: async () => await asStoreFailure(store.readIncarnation()),
  };
}

function guardCounter(counter: Counter): Counter {
  return {
    increment: async (key) => await asStoreFailure(counter.increment(key)),
    read: async (key) => await asStoreFailure(counter.read(key)),
    put: async (key, count) => {
      await asStoreFailure(counter.put(key, count));
    },
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

/**
 * Thrown where the store of the counters can't be asked. It is no value, against the house's habit, so that a call which forgets
 * it fails closed: nothing is sent and nothing is compared uncounted (guessing while the store is down).
 */
export class CounterStoreError extends Error {
  constructor(cause: unknown) {
    super("The store of the counters can't be asked", { cause });
    this.name = "CounterStoreError";
  }
}

/**
 * The counter, whose increments go on in another one while its store is down. For limits on clients alone: what guards a code must
 * stop with its store, because counts that begin anew are guesses won.
 */
export function createCounterWithFallback(counter: Counter, fallback: Counter): Counter {
  return {
    ...counter,
    increment: async (key) => {
      try {
        return await counter.increment(key);
      } catch (error) {
        if (error instanceof CounterStoreError) return await fallback.increment(key);
        throw error;
      }
    },
  };
}

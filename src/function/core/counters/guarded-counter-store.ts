import type { Counter, CounterStore } from "./counter-store.ts";

/**
 * The same store, with every rejection wrapped in a `CounterStoreError`. `giveBack` never rejects: an increment that can't be
 * given back stays counted, which is the safe side.
 */
export function guardCounterStore(store: CounterStore): CounterStore {
  return {
    createCounter: (options) => guardCounter(store.createCounter(options)),
    readStoreId: async () => await asStoreFailure(store.readStoreId()),
  };
}

function guardCounter(counter: Counter): Counter {
  return {
    increment: async (key) => await asStoreFailure(counter.increment(key)),
    read: async (key) => await asStoreFailure(counter.read(key)),
    raise: async (key, count) => await asStoreFailure(counter.raise(key, count)),
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
 * Thrown when the counter store fails. Unlike other expected failures it is thrown, not returned, so that a call that forgets
 * to handle it fails closed: nothing is sent or compared uncounted (guessing while the store is down).
 */
export class CounterStoreError extends Error {
  constructor(cause: unknown) {
    super("The counter store failed", { cause });
    this.name = "CounterStoreError";
  }
}

/**
 * The counter, falling back to another one for increments while its store is down. Only for limits on clients: a limit on
 * guesses must fail with its store, because counts that start over give an attacker more guesses.
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

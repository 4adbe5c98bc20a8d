import type { Counter } from "./counter.ts";
import { CounterStoreError } from "./counter-store-error.ts";
import type { CounterStore } from "./counter-store.ts";

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

import type { Counter } from "./counter.ts";
import { CounterStoreError } from "./counter-store-error.ts";

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

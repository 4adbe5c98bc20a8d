import type { Counter } from "./counter.ts";
import { type CounterStore, buildIncarnation } from "./counter-store.ts";
import { createMemoryCounter } from "./memory-counter.ts";

/**
 * A store in the memory of this process. A restart is a new store with a new incarnation; a second instance has a store of its
 * own, so that each instance would allow as many guesses as all together may have.
 */
export function createMemoryCounterStore(): CounterStore {
  const incarnation = buildIncarnation();
  const counters = new Map<string, Counter>();
  return {
    createCounter: ({ name, ...options }) => {
      const counter = counters.get(name) ?? createMemoryCounter(options);
      counters.set(name, counter);
      return counter;
    },
    readIncarnation: async () => incarnation,
  };
}

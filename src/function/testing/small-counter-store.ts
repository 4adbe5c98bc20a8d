import type { CounterStore } from "../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";

/** A memory store with room for so few keys that a test can flood it. */
export function createSmallCounterStore(keys: number): CounterStore {
  const store = createMemoryCounterStore();
  return {
    ...store,
    createCounter: (options) =>
      store.createCounter({ ...options, maximumKeys: Math.min(options.maximumKeys, keys) }),
    createEntries: (options) =>
      store.createEntries({ ...options, maximumKeys: Math.min(options.maximumKeys, keys) }),
  };
}

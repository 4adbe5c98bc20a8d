import { createExpiringMap } from "../timing/expiring-map.ts";
import { createRandomId, type Counter, type CounterOptions, type CounterStore } from "./counter-store.ts";

/**
 * A store in the memory of this process. A restart is a new store with a new incarnation. A second instance has a store of its own, so
 * that each instance would allow as many guesses as all together may have.
 */
export function createMemoryCounterStore(): CounterStore {
  const incarnation = createRandomId();
  const counters = new Map<string, Counter>();
  return {
    createCounter: (options) => {
      const counter = counters.get(options.name) ?? createMemoryCounter(options);
      counters.set(options.name, counter);
      return counter;
    },
    readIncarnation: async () => incarnation,
  };
}

/**
 * A counter in the memory of this process. The oldest keys go first once there are `maximumKeys`, so that a flood of made-up keys
 * can't use up the memory; every limit has counters of its own, so such a flood evicts no other limit's counts.
 * Our own instead of the memory engine of rate-limiter-flexible, which keeps any number of keys, and a timer for each.
 */
export function createMemoryCounter({
  windowMs,
  maximumKeys,
}: Pick<CounterOptions, "windowMs" | "maximumKeys">): Counter {
  const windows = createExpiringMap<{ count: number; endsAtMs: number }>({
    maximumEntries: maximumKeys,
    now,
  });
  const begin = (key: string, count: number) => {
    const window = { count, endsAtMs: now() + windowMs };
    windows.set(key, window, windowMs);
    return window;
  };

  return {
    read: async (key) => {
      const window = windows.get(key);
      return window === undefined
        ? { count: 0, msLeft: 0 }
        : { count: window.count, msLeft: window.endsAtMs - now() };
    },
    increment: async (key) => {
      const window = windows.get(key) ?? begin(key, 0);
      window.count += 1;
      return { count: window.count, msLeft: window.endsAtMs - now() };
    },
    giveBack: async (key) => {
      const window = windows.get(key);
      if (window !== undefined && window.count > 0) window.count -= 1;
    },
    put: async (key, count) => {
      begin(key, count);
    },
  };
}

function now(): number {
  return Date.now();
}

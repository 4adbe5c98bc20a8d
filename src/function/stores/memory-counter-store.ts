import { createExpiringMap } from "../core/timing/expiring-map.ts";
import {
  createRandomId,
  type Counter,
  type CounterOptions,
  type CounterStore,
} from "../core/counters/counter-store.ts";

/**
 * A store in the memory of this process. A restart makes a new store with a new store id. Only for a single instance: every
 * further one would count by itself and allow the whole number of guesses again.
 */
export function createMemoryCounterStore(): CounterStore {
  const storeId = createRandomId();
  const counters = new Map<string, Counter>();
  return {
    createCounter: (options) => {
      const counter = counters.get(options.name) ?? createMemoryCounter(options);
      counters.set(options.name, counter);
      return counter;
    },
    readStoreId: async () => storeId,
  };
}

/**
 * A counter in the memory of this process. Beyond `maximumKeys` the oldest keys are dropped, so that a flood of invented keys
 * can't exhaust memory; each limit has its own counters, so the flood evicts no other limit's counts.
 * Used instead of rate-limiter-flexible's memory engine, which keeps any number of keys and a timer for each.
 */
export function createMemoryCounter({
  windowMs,
  maximumKeys,
}: Pick<CounterOptions, "windowMs" | "maximumKeys">): Counter {
  const windows = createExpiringMap<{ count: number; endsAtMs: number }>({
    maximumEntries: maximumKeys,
    now: () => Date.now(),
  });
  const begin = (key: string, count: number) => {
    const window = { count, endsAtMs: Date.now() + windowMs };
    windows.set(key, window, windowMs);
    return window;
  };

  const raise: Counter["raise"] = async (key, count) => {
    const window = windows.get(key);
    if (window === undefined) return { count: 0, msLeft: 0 };
    const before = { count: window.count, msLeft: window.endsAtMs - Date.now() };
    window.count = Math.max(window.count, count);
    return before;
  };

  return {
    raise,
    read: async (key) => await raise(key, 0),
    increment: async (key) => {
      const window = windows.get(key) ?? begin(key, 0);
      window.count += 1;
      return { count: window.count, msLeft: window.endsAtMs - Date.now() };
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

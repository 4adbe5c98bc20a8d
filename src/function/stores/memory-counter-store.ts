import { createDropOldest, createExpiringMap } from "../../contract/expiring-map.ts";
import {
  createRandomId,
  type Counter,
  type CounterOptions,
  type CounterStore,
  type Entries,
  type EntryOptions,
  type Queue,
  type QueueOptions,
} from "../core/counters/counter-store.ts";

/**
 * A store in the memory of this process. A restart makes a new store with a new store id. Only for a single instance: every
 * further one would count by itself and allow the whole number of guesses again.
 */
export function createMemoryCounterStore(): CounterStore {
  const storeId = createRandomId();
  return {
    createCounter: createOncePerName<CounterOptions, Counter>(createMemoryCounter),
    createEntries: createOncePerName(createMemoryEntries),
    createQueue: createOncePerName(createMemoryQueue),
    readStoreId: async () => storeId,
  };
}

function createOncePerName<Options extends { name: string }, Made>(
  create: (options: Options) => Made,
): (options: Options) => Made {
  const made = new Map<string, Made>();
  return (options) => {
    const one = made.get(options.name) ?? create(options);
    made.set(options.name, one);
    return one;
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
  // Flat, because a million keys of a flood are what takes this process's memory.
  const windows = new Map<string, { count: number; endsAtMs: number }>();
  const dropOldest = createDropOldest(windows, maximumKeys);
  const find = (key: string) => {
    const window = windows.get(key);
    if (window === undefined || window.endsAtMs > Date.now()) return window;
    windows.delete(key);
    return undefined;
  };
  const begin = (key: string, count: number) => {
    const window = { count, endsAtMs: Date.now() + windowMs };
    windows.delete(key);
    windows.set(key, window);
    dropOldest();
    return window;
  };

  const raise: Counter["raise"] = async (key, count) => {
    const window = find(key);
    if (window === undefined) return { count: 0, msLeft: 0 };
    const before = { count: window.count, msLeft: window.endsAtMs - Date.now() };
    window.count = Math.max(window.count, count);
    return before;
  };

  return {
    raise,
    read: async (key) => await raise(key, 0),
    increment: async (key) => {
      const window = find(key) ?? begin(key, 0);
      window.count += 1;
      return { count: window.count, msLeft: window.endsAtMs - Date.now() };
    },
    giveBack: async (key) => {
      const window = find(key);
      if (window !== undefined && window.count > 0) window.count -= 1;
    },
    put: async (key, count) => {
      begin(key, count);
    },
  };
}

/** Entries in the memory of this process; beyond `maximumKeys` the oldest are dropped. */
function createMemoryEntries({ lifetimeMs, maximumKeys }: EntryOptions): Entries {
  const texts = createExpiringMap<string>({ maximumEntries: maximumKeys, now: () => Date.now() });
  return {
    read: async (key) => texts.get(key) ?? null,
    write: async (key, text) => {
      texts.set(key, text, lifetimeMs);
    },
    writeOnce: async (key, text) => {
      const present = texts.get(key);
      if (present === undefined) texts.set(key, text, lifetimeMs);
      return present ?? text;
    },
    take: async (key) => {
      const text = texts.get(key) ?? null;
      texts.delete(key);
      return text;
    },
  };
}

type Waiting = { text: string; dueAtMs: number; expiresAtMs: number };

function createMemoryQueue({ lifetimeMs, maximumEntries }: QueueOptions): Queue {
  const waiting = new Map<string, Waiting>();
  const listByDueTime = () => [...waiting].toSorted(([, a], [, b]) => a.dueAtMs - b.dueAtMs);
  return {
    add: async (id, text, dueAtMs) => {
      waiting.set(id, { text, dueAtMs, expiresAtMs: Date.now() + lifetimeMs });
      const excess = waiting.size - maximumEntries;
      if (excess <= 0) return;
      for (const [longestDue] of listByDueTime().slice(0, excess)) waiting.delete(longestDue);
    },
    lease: async (nowMs, leaseMs, count) => {
      for (const [id, { expiresAtMs }] of waiting) if (expiresAtMs <= Date.now()) waiting.delete(id);
      const due = listByDueTime().filter(([, { dueAtMs }]) => dueAtMs <= nowMs);
      return due.slice(0, count).map(([id, entry]) => {
        entry.dueAtMs = nowMs + leaseMs;
        return { id, text: entry.text };
      });
    },
    remove: async (id) => {
      waiting.delete(id);
    },
  };
}

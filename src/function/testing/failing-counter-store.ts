import type { Counter, CounterStore, Entries, Queue } from "../core/counters/counter-store.ts";
import type { LimitEntry } from "../core/counters/limit-table.ts";
import { guardCounterStore } from "../stores/guarded-counter-store.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";

/** Whether the store fails that call of the counter, entries or queue with that name. */
export type CounterFails = (name: string, call: keyof Counter | keyof Entries | keyof Queue) => boolean;

/** A memory store that is down for the calls that `fails` selects. */
export function createFailingCounterStore(
  fails: CounterFails,
  store: CounterStore = createMemoryCounterStore(),
): CounterStore {
  const failOn = (name: string, call: keyof Counter | keyof Entries | keyof Queue): void => {
    if (fails(name, call)) throw new Error("connect ECONNREFUSED 192.0.2.7:6379");
  };
  return guardCounterStore({
    ...store,
    createCounter: (options) => {
      const counter = store.createCounter(options);
      return {
        increment: async (key) => {
          failOn(options.name, "increment");
          return await counter.increment(key);
        },
        giveBack: async (key) => {
          failOn(options.name, "giveBack");
          await counter.giveBack(key);
        },
        put: async (key, count) => {
          failOn(options.name, "put");
          await counter.put(key, count);
        },
        raise: async (key, count) => {
          failOn(options.name, "raise");
          return await counter.raise(key, count);
        },
        read: async (key) => {
          failOn(options.name, "read");
          return await counter.read(key);
        },
      };
    },
    createEntries: (options) => {
      const entries = store.createEntries(options);
      return {
        read: async (key) => {
          failOn(options.name, "read");
          return await entries.read(key);
        },
        write: async (key, text) => {
          failOn(options.name, "write");
          await entries.write(key, text);
        },
        writeOnce: async (key, text) => {
          failOn(options.name, "writeOnce");
          return await entries.writeOnce(key, text);
        },
        take: async (key) => {
          failOn(options.name, "take");
          return await entries.take(key);
        },
      };
    },
    createQueue: (options) => {
      const queue = store.createQueue(options);
      return {
        add: async (id, text, dueAtMs) => {
          failOn(options.name, "add");
          await queue.add(id, text, dueAtMs);
        },
        lease: async (nowMs, leaseMs, count) => {
          failOn(options.name, "lease");
          return await queue.lease(nowMs, leaseMs, count);
        },
        remove: async (id) => {
          failOn(options.name, "remove");
          await queue.remove(id);
        },
      };
    },
  });
}

/** Whether a counter belongs to the limit. */
export function isCounterOf({ name, quotas }: LimitEntry, counterName: string): boolean {
  return quotas.some(({ windowSeconds }) => counterName === `${name}-${String(windowSeconds)}`);
}

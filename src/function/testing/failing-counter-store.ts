import type { Counter, CounterStore } from "../core/counters/counter-store.ts";
import type { LimitEntry } from "../core/counters/limit-table.ts";
import { guardCounterStore } from "../stores/guarded-counter-store.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";

/** Whether the store fails that call of the counter with that name. */
export type CounterFails = (counterName: string, call: keyof Counter) => boolean;

/** A memory store that is down for the calls that `fails` selects. */
export function createFailingCounterStore(fails: CounterFails): CounterStore {
  const store = createMemoryCounterStore();
  return guardCounterStore({
    ...store,
    createCounter: (options) => {
      const counter = store.createCounter(options);
      const failOn = (call: keyof Counter): void => {
        if (fails(options.name, call)) throw new Error("connect ECONNREFUSED 192.0.2.7:6379");
      };
      return {
        increment: async (key) => {
          failOn("increment");
          return await counter.increment(key);
        },
        giveBack: async (key) => {
          failOn("giveBack");
          await counter.giveBack(key);
        },
        put: async (key, count) => {
          failOn("put");
          await counter.put(key, count);
        },
        raise: async (key, count) => {
          failOn("raise");
          return await counter.raise(key, count);
        },
        read: async (key) => {
          failOn("read");
          return await counter.read(key);
        },
      };
    },
  });
}

/** Whether a counter belongs to the limit. */
export function isCounterOf({ name, quotas }: LimitEntry, counterName: string): boolean {
  return quotas.some(({ windowSeconds }) => counterName === `${name}-${String(windowSeconds)}`);
}

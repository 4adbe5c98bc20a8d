import type { Counter, CounterStore } from "../core/counters/counter-store.ts";
import type { LimitEntry } from "../core/counters/limit-table.ts";
import { createMemoryCounterStore } from "../core/counters/memory-counter-store.ts";

/** Whether the store fails a call of the counter of that name. */
export type CounterFails = (counterName: string, call: keyof Counter) => boolean;

/** A store in memory that is down for the calls that `fails` names. */
export function createFailingCounterStore(fails: CounterFails): CounterStore {
  const store = createMemoryCounterStore();
  return {
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
        read: async (key) => {
          failOn("read");
          return await counter.read(key);
        },
      };
    },
  };
}

/** Whether a counter is one of the limit's. */
export function isCounterOf({ name, quotas }: LimitEntry, counterName: string): boolean {
  return quotas.some(({ windowSeconds }) => counterName === `${name}-${String(windowSeconds)}`);
}

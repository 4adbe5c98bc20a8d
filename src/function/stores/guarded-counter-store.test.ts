import { describe, expect, it } from "vitest";

import { type CounterOptions, type CounterStore, CounterStoreError } from "../core/counters/counter-store.ts";
import { guardCounterStore } from "./guarded-counter-store.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

const options = { name: "guarded", windowMs: 60_000, maximumKeys: 10 };

it("counts like the store that it guards", async () => {
  const store = createMemoryCounterStore();
  const guarded = guardCounterStore(store);
  const counter = guarded.createCounter(options);
  await counter.put("a", 3);
  expect((await counter.increment("a")).count).toBe(4);
  await counter.giveBack("a");
  expect((await store.createCounter(options).read("a")).count).toBe(3);
  expect((await counter.read("a")).count).toBe(3);
  expect(await guarded.readStoreId()).toBe(await store.readStoreId());
});

it("rejects with a CounterStoreError that keeps the cause, except when giving back", async () => {
  const cause = new Error("down");
  const fail = async () => await Promise.reject(cause);
  const failing: CounterStore = {
    createCounter: () => ({ increment: fail, giveBack: fail, put: fail, read: fail, raise: fail }),
    createEntries: () => ({ read: fail, write: fail, writeOnce: fail, take: fail }),
    createQueue: () => ({ add: fail, lease: fail, remove: fail }),
    readStoreId: fail,
  };
  const guarded = guardCounterStore(failing);
  const counter = guarded.createCounter(options);
  const entries = guarded.createEntries({ name: "texts", lifetimeMs: 60_000, maximumKeys: 10 });
  const queue = guarded.createQueue({ name: "waiting", lifetimeMs: 60_000, maximumEntries: 10 });
  for (const call of [
    entries.read("a"),
    entries.write("a", "text"),
    entries.writeOnce("a", "text"),
    entries.take("a"),
    queue.add("a", "text", 1),
    queue.lease(1, 1, 1),
    queue.remove("a"),
    counter.increment("a"),
    counter.put("a", 1),
    counter.read("a"),
    counter.raise("a", 1),
    guarded.readStoreId(),
  ]) {
    const error = await call.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CounterStoreError);
    expect(error).toHaveProperty("cause", cause);
  }
  await expect(counter.giveBack("a")).resolves.toBeUndefined();
});

function setUp(countedInProcess?: CounterOptions["countedInProcess"]) {
  const shared = createMemoryCounterStore();
  const state = { isDown: false };
  const options = { name: "calls", windowMs: 60_000, maximumKeys: 10 };
  const { createCounter } = guardCounterStore({
    ...shared,
    createCounter: (asked) => {
      const counter = shared.createCounter(asked);
      return {
        ...counter,
        increment: async (key) => {
          if (state.isDown) throw new Error("down");
          return await counter.increment(key);
        },
      };
    },
  });
  const counter = createCounter({ ...options, ...(countedInProcess && { countedInProcess }) });
  return { state, counter, shared: shared.createCounter(options) };
}

describe("a guarded store", () => {
  it("counts in the store while the store answers, and in this process while it is down", async () => {
    const { state, counter, shared } = setUp("while_down");
    expect((await counter.increment("a")).count).toBe(1);
    expect((await shared.read("a")).count).toBe(1);
    state.isDown = true;
    expect((await counter.increment("a")).count).toBe(1);
    expect((await counter.increment("a")).count).toBe(2);
    state.isDown = false;
    expect((await counter.increment("a")).count).toBe(2);
  });

  it("never asks the store for what is always counted in this process", async () => {
    const { state, counter, shared } = setUp("always");
    state.isDown = true;
    expect((await counter.increment("a")).count).toBe(1);
    expect((await counter.increment("a")).count).toBe(2);
    expect((await shared.read("a")).count).toBe(0);
  });

  it("fails with the store for every other count, so that an outage allows no more guesses or mails", async () => {
    const { state, counter } = setUp();
    state.isDown = true;
    await expect(counter.increment("a")).rejects.toThrow("The counter store failed");
  });
});

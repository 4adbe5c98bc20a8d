import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

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

describe("entries that are kept in the process while the store is down", () => {
  const entryOptions = {
    name: "texts",
    lifetimeMs: 60_000,
    maximumKeys: 10,
    keptInProcess: "while_down",
  } as const;

  function open() {
    const shared = createMemoryCounterStore();
    const state = { isDown: false, calls: 0 };
    const call = async <T>(work: () => Promise<T>): Promise<T> => {
      state.calls += 1;
      if (state.isDown) throw new Error("down");
      return await work();
    };
    const { createEntries } = guardCounterStore({
      ...shared,
      createEntries: (asked) => {
        const entries = shared.createEntries(asked);
        return {
          read: async (key) => await call(() => entries.read(key)),
          write: async (key, text) => await call(() => entries.write(key, text)),
          writeOnce: async (key, text) => await call(() => entries.writeOnce(key, text)),
          take: async (key) => await call(() => entries.take(key)),
        };
      },
    });
    return { state, entries: createEntries(entryOptions), shared: shared.createEntries(entryOptions) };
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("are in the store while it answers", async () => {
    const { entries, shared } = open();
    await entries.write("a", "one");
    expect(await entries.writeOnce("b", "two")).toBe("two");
    expect([await shared.read("a"), await shared.read("b")]).toEqual(["one", "two"]);
    await shared.write("a", "from another instance");
    expect(await entries.read("a")).toBe("from another instance");
    expect(await entries.take("a")).toBe("from another instance");
    expect(await shared.read("a")).toBeNull();
  });

  it("behave alike in the process while it is down, and last until their time is over", async () => {
    const { state, entries, shared } = open();
    await shared.write("a", "before");
    state.isDown = true;
    await entries.write("a", "meanwhile");
    expect(await entries.writeOnce("a", "later")).toBe("meanwhile");
    expect(await entries.writeOnce("b", "one")).toBe("one");
    expect(await entries.take("b")).toBe("one");
    expect(await entries.take("b")).toBeNull();
    expect(await entries.read("c")).toBeNull();
    state.isDown = false;
    vi.setSystemTime(Date.now() + 1000);
    expect(await entries.read("a")).toBe("meanwhile");
    await entries.write("a", "after");
    expect([await entries.read("a"), await shared.read("a")]).toEqual(["after", "after"]);
  });

  it("wait for a store that fails once a second, not with each call", async () => {
    const { state, entries } = open();
    state.isDown = true;
    for (let call = 0; call < 10; call += 1) await entries.read("a");
    expect(state.calls).toBe(1);
    vi.setSystemTime(Date.now() + 1000);
    await entries.read("a");
    expect(state.calls).toBe(2);
  });
});

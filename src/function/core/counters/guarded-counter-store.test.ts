import { expect, it } from "vitest";

import { CounterStoreError, guardCounterStore } from "./guarded-counter-store.ts";
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
  const guarded = guardCounterStore({
    createCounter: () => ({ increment: fail, giveBack: fail, put: fail, read: fail, raise: fail }),
    readStoreId: fail,
  });
  const counter = guarded.createCounter(options);
  for (const call of [
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

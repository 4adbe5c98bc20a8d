import { describe, expect, it } from "vitest";

import { CounterStoreError, createCounterWithFallback } from "./guarded-counter-store.ts";
import { createMemoryCounter } from "../../stores/memory-counter-store.ts";

function setUp() {
  const store: { failure: Error | null } = { failure: null };
  const main = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
  const fallback = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
  const counter = createCounterWithFallback(
    {
      ...main,
      increment: async (key) => {
        if (store.failure !== null) throw store.failure;
        return await main.increment(key);
      },
    },
    fallback,
  );
  return { store, main, fallback, counter };
}

describe("a counter with a fallback", () => {
  it("counts only in the store while the store answers", async () => {
    const { counter, main, fallback } = setUp();
    expect((await counter.increment("a")).count).toBe(1);
    expect((await main.read("a")).count).toBe(1);
    expect((await fallback.read("a")).count).toBe(0);
  });

  it("counts in the fallback while the store is down, and in the store again afterwards", async () => {
    const { store, counter } = setUp();
    await counter.increment("a");
    store.failure = new CounterStoreError(new Error("down"));
    expect((await counter.increment("a")).count).toBe(1);
    expect((await counter.increment("a")).count).toBe(2);
    store.failure = null;
    expect((await counter.increment("a")).count).toBe(2);
  });

  it("rethrows a bug instead of falling back", async () => {
    const { store, counter } = setUp();
    store.failure = new TypeError("a bug");
    await expect(counter.increment("a")).rejects.toThrow("a bug");
  });
});

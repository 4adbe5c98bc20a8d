import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounter } from "./memory-counter-store.ts";

// Only what is specific to the memory counter; `counter-store-contract.ts` tests every store.
describe("createMemoryCounter", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("reports the time left to the millisecond, and ends a window without a timer", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
    await counter.increment("a");
    vi.setSystemTime(Date.now() + 59_000);
    expect(await counter.increment("a")).toEqual({ count: 2, msLeft: 1000 });
    vi.setSystemTime(Date.now() + 1000);
    expect(await counter.read("a")).toEqual({ count: 0, msLeft: 0 });
    expect(await counter.increment("a")).toEqual({ count: 1, msLeft: 60_000 });
  });

  it("drops the oldest keys when there are too many, including those that were put", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 3 });
    for (const key of ["a", "b", "c", "b", "d"]) await counter.increment(key);
    const readAll = async () =>
      await Promise.all(["a", "b", "c", "d", "e"].map(async (key) => (await counter.read(key)).count));
    expect(await readAll()).toEqual([0, 2, 1, 1, 0]);
    await counter.put("b", 7);
    await counter.put("e", 9);
    expect(await readAll()).toEqual([0, 7, 0, 1, 9]);
  });

  it("supports windows of any length", async () => {
    const longest = createMemoryCounter({ windowMs: 400 * 24 * 3600 * 1000, maximumKeys: 1 });
    await longest.increment("a");
    vi.setSystemTime(Date.now() + 399 * 24 * 3600 * 1000);
    expect((await longest.increment("a")).count).toBe(2);
  });
});

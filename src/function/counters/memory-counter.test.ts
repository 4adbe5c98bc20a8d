import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounter } from "./memory-counter.ts";

describe("createMemoryCounter", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("counts each of parallel increments", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
    const counts = await Promise.all(Array.from({ length: 100 }, async () => await counter.increment("a")));
    expect(new Set(counts.map((count) => count.count)).size).toBe(100);
  });

  it("begins again when the window has ended, though no timer ran", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
    await counter.increment("a");
    vi.setSystemTime(Date.now() + 59_000);
    expect(await counter.increment("a")).toEqual({ count: 2, msLeft: 1000 });
    vi.setSystemTime(Date.now() + 1000);
    expect(await counter.read("a")).toEqual({ count: 0, msLeft: 0 });
    expect(await counter.increment("a")).toEqual({ count: 1, msLeft: 60_000 });
  });

  it("gives back within the window alone, and never below zero", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 10 });
    await counter.giveBack("a");
    await counter.increment("a");
    await counter.increment("a");
    await counter.giveBack("a");
    expect((await counter.read("a")).count).toBe(1);
    vi.setSystemTime(Date.now() + 60_000);
    await counter.giveBack("a");
    expect((await counter.increment("a")).count).toBe(1);
  });

  it("lets the oldest keys go when there are too many", async () => {
    const counter = createMemoryCounter({ windowMs: 60_000, maximumKeys: 3 });
    for (const key of ["a", "b", "c", "b", "d"]) await counter.increment(key);
    const counts = await Promise.all(
      ["a", "b", "c", "d"].map(async (key) => (await counter.read(key)).count),
    );
    expect(counts).toEqual([0, 2, 1, 1]);
  });

  it("refuses windows that the engine would forget", () => {
    expect(() => createMemoryCounter({ windowMs: 25 * 24 * 3600 * 1000, maximumKeys: 1 })).toThrow("window");
  });
});

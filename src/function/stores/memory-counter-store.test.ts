import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type TestedStore, testCounterStore } from "./testing/counter-store-contract.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

let tested: TestedStore | null = null;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const store = createMemoryCounterStore();
  tested = {
    clients: [store, store],
    atOnce: 1000,
    passTime: async (ms) => {
      vi.setSystemTime(Date.now() + ms);
    },
    forgetAll: async () => createMemoryCounterStore(),
  };
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createMemoryCounterStore", () => {
  testCounterStore(() => {
    if (tested === null) throw new Error("There is no store yet");
    return tested;
  });

  it("gives every memory store its own store id", async () => {
    const [one, other] = [createMemoryCounterStore(), createMemoryCounterStore()];
    expect(await one.readStoreId()).not.toBe(await other.readStoreId());
  });

  it("keeps as many entries as it may, and drops the oldest", async () => {
    const options = { name: "texts", lifetimeMs: 60_000, maximumKeys: 3 };
    const entries = createMemoryCounterStore().createEntries(options);
    for (const key of ["a", "b", "c"]) await entries.writeOnce(key, key);
    await entries.write("a", "again");
    await entries.writeOnce("d", "d");
    const left = await Promise.all(["a", "b", "c", "d"].map(async (key) => await entries.read(key)));
    expect(left).toEqual(["again", null, "c", "d"]);
  });
});

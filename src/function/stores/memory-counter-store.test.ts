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
});

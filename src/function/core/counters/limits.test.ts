import { expect, it } from "vitest";

import type { CounterOptions } from "./counter-store.ts";
import { limitTable } from "./limit-table.ts";
import { createLimitFactory, createLimits } from "./limits.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

it("counts every window of every limit apart", () => {
  const asked: CounterOptions[] = [];
  const store = createMemoryCounterStore();
  const createLimit = createLimitFactory({
    ...store,
    createCounter: (options) => {
      asked.push(options);
      return store.createCounter(options);
    },
  });
  const limits = createLimits(createLimit);
  for (const [limitName, { name, quotas }] of Object.entries(limitTable)) {
    const limit = Object.entries(limits).find(([other]) => other === limitName)?.[1];
    expect(limit, limitName).toMatchObject({ name, windows: quotas });
  }
  const quotaCount = Object.values(limitTable).flatMap(({ quotas }) => [...quotas]).length;
  expect(asked).toHaveLength(quotaCount);
  expect(new Set(asked.map(({ name }) => name)).size).toBe(quotaCount);
  expect(asked).toContainEqual({
    name: "client-86400",
    windowMs: 24 * 3600 * 1000,
    maximumKeys: 50_000,
  });
});

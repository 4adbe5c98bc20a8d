import { expect, it } from "vitest";

import type { CounterOptions } from "./counter-store.ts";
import { limitTable } from "./limit-table.ts";
import { createFindLimit } from "./limits.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";

it("counts every window of every limit separately", () => {
  const asked: CounterOptions[] = [];
  const store = createMemoryCounterStore();
  const findLimit = createFindLimit({
    ...store,
    createCounter: (options) => {
      asked.push(options);
      return store.createCounter(options);
    },
  });
  for (const entry of Object.values(limitTable)) {
    const limit = findLimit(entry);
    expect(limit).toMatchObject({ name: entry.name, windows: entry.quotas });
    expect(findLimit(entry)).toBe(limit);
  }
  const quotaCount = Object.values(limitTable).flatMap(({ quotas }) => [...quotas]).length;
  expect(asked).toHaveLength(quotaCount);
  expect(new Set(asked.map(({ name }) => name)).size).toBe(quotaCount);
  expect(asked).toContainEqual({
    name: "client-86400",
    windowMs: 24 * 3600 * 1000,
    maximumKeys: 50_000,
    countedInProcess: "while_down",
  });
});

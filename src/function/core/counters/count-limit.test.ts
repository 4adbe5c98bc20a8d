import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type Limit, countUse, findUsedUpWindow, giveBackUse } from "./limits.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Three a minute, five an hour. */
function createLimit(): Limit {
  const store = createMemoryCounterStore();
  const createWindow = (maximum: number, windowSeconds: number) => ({
    maximum,
    windowSeconds,
    counter: store.createCounter({
      name: `sends-${String(windowSeconds)}`,
      windowMs: windowSeconds * 1000,
      maximumKeys: 10,
    }),
  });
  return { name: "sends", isOfIssuedIds: false, windows: [createWindow(3, 60), createWindow(5, 3600)] };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

async function countTimes(limit: Limit, times: number): Promise<string[]> {
  const kinds: string[] = [];
  for (let index = 0; index < times; index += 1) kinds.push((await countUse(limit, "a")).kind);
  return kinds;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("countUse", () => {
  it("returns the uses left in the tightest window", async () => {
    const limit = createLimit();
    expect(await countUse(limit, "a")).toEqual({ kind: "within", usesLeft: 2 });
    await countTimes(limit, 2);
    passTime(minuteMs);
    expect(await countUse(limit, "a")).toEqual({ kind: "within", usesLeft: 1 });
  });

  it("returns the window that a use exceeds, with the time left in it", async () => {
    const limit = createLimit();
    await countTimes(limit, 3);
    passTime(20_000);
    expect(await countUse(limit, "a")).toEqual({
      kind: "exceeded",
      name: "sends",
      maximum: 3,
      windowSeconds: 60,
      msLeft: 40_000,
    });
    expect((await countUse(limit, "b")).kind).toBe("within");
    passTime(40_000);
    expect(await countTimes(limit, 2)).toEqual(["within", "within"]);
    expect(await countUse(limit, "a")).toEqual({
      kind: "exceeded",
      name: "sends",
      maximum: 5,
      windowSeconds: 3600,
      msLeft: hourMs - minuteMs,
    });
  });

  it("doesn't count a use in longer windows when a shorter one refuses it", async () => {
    const limit = createLimit();
    await countTimes(limit, 100);
    passTime(minuteMs);
    expect(await countTimes(limit, 3)).toEqual(["within", "within", "exceeded"]);
  });

  it("allows no more parallel uses than the tightest window", async () => {
    const limit = createLimit();
    const uses = await Promise.all(Array.from({ length: 1000 }, async () => await countUse(limit, "a")));
    expect(uses.filter(({ kind }) => kind === "within")).toHaveLength(3);
  });
});

describe("giveBackUse", () => {
  it("takes back a use in every window", async () => {
    const limit = createLimit();
    for (let index = 0; index < 20; index += 1) {
      expect((await countUse(limit, "a")).kind).toBe("within");
      await giveBackUse(limit, "a");
    }
  });
});

describe("findUsedUpWindow", () => {
  it("finds the shortest window without room for another use, and counts nothing", async () => {
    const limit = createLimit();
    await countTimes(limit, 2);
    for (let index = 0; index < 10; index += 1) expect(await findUsedUpWindow(limit, "a")).toBeNull();
    await countTimes(limit, 1);
    expect(await findUsedUpWindow(limit, "a")).toMatchObject({
      maximum: 3,
      windowSeconds: 60,
      msLeft: minuteMs,
    });
    passTime(minuteMs);
    await countTimes(limit, 2);
    expect(await findUsedUpWindow(limit, "a")).toMatchObject({
      name: "sends",
      maximum: 5,
      windowSeconds: 3600,
    });
    expect(await findUsedUpWindow(limit, "b")).toBeNull();
  });
});

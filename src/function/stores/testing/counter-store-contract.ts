import { expect, it } from "vitest";

import { withTimeLimit } from "../../../contract/time-limit.ts";
import type { Count, Counter, CounterStore } from "../../core/counters/counter-store.ts";
import { testStoreEntries } from "./store-entries-contract.ts";

/** A store under test, with what a test can do to it. */
export type TestedStore = {
  /** Clients of one store, one for each instance; for a store that processes can't share, the same client several times. */
  clients: readonly [CounterStore, ...CounterStore[]];
  /** How many parallel increments stay within the time limit on a busy machine; a divisor of 1,000. */
  atOnce: number;
  /** Advances the store's clock. */
  passTime: (ms: number) => Promise<void>;
  /** Empties the store; resolves to the store that exists afterwards. */
  forgetAll: () => Promise<CounterStore>;
};

/** A way in which an external store can fail. */
export type Outage = { begin: () => void | Promise<void>; end: () => void | Promise<void> };

const windowMs = 600_000;
const manyKeys = 100_000;

/** Expects a whole window, minus the time that a busy machine takes to read it. */
function expectNewWindow({ msLeft }: Count): void {
  expect(msLeft).toBeGreaterThan(windowMs - 60_000);
  expect(msLeft).toBeLessThanOrEqual(windowMs);
}

/** Tests that every store has to pass. Each test uses its own keys. */
export function testCounterStore(getStore: () => TestedStore): void {
  const createCounter = (counterName = "tested"): Counter =>
    getStore().clients[0].createCounter({ name: counterName, windowMs, maximumKeys: manyKeys });

  it("gives each of 1,000 parallel increments from several clients a different count", async () => {
    const { clients, atOnce } = getStore();
    const counters = clients.map((store) =>
      store.createCounter({ name: "tested", windowMs, maximumKeys: manyKeys }),
    );
    const seen: number[] = [];
    const countAlong = async (counter: Counter): Promise<void> => {
      for (let index = 0; index < 1000 / atOnce; index += 1)
        seen.push((await counter.increment("parallel")).count);
    };
    await Promise.all(
      counters.flatMap((counter) =>
        Array.from({ length: atOnce / counters.length }, async () => {
          await countAlong(counter);
        }),
      ),
    );
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it("counts in a window that begins with the first increment, and starts over when it has ended", async () => {
    const counter = createCounter();
    const first = await counter.increment("window");
    expect(first.count).toBe(1);
    expectNewWindow(first);
    await getStore().passTime(windowMs - 120_000);
    const second = await counter.increment("window");
    expect(second.count).toBe(2);
    expect(second.msLeft).toBeLessThanOrEqual(120_000);
    expect(await counter.read("window")).toMatchObject({ count: 2 });
    await getStore().passTime(120_000);
    expect(await counter.read("window")).toEqual({ count: 0, msLeft: 0 });
    const next = await counter.increment("window");
    expect(next.count).toBe(1);
    expectNewWindow(next);
  });

  it("reads without counting or beginning a window", async () => {
    const counter = createCounter();
    expect(await counter.read("unread")).toEqual({ count: 0, msLeft: 0 });
    expect(await counter.read("unread")).toEqual({ count: 0, msLeft: 0 });
    const first = await counter.increment("unread");
    expect(first.count).toBe(1);
    expectNewWindow(first);
  });

  it("gives increments back one by one, in the same window", async () => {
    const counter = createCounter();
    await counter.increment("back");
    await counter.increment("back");
    await getStore().passTime(120_000);
    await counter.giveBack("back");
    const left = await counter.read("back");
    expect(left.count).toBe(1);
    expect(left.msLeft).toBeLessThanOrEqual(windowMs - 120_000);
    expect((await counter.increment("back")).count).toBe(2);
  });

  it("never goes below zero, however many increments are given back at once", async () => {
    const counter = createCounter();
    await counter.giveBack("zero");
    expect(await counter.read("zero")).toEqual({ count: 0, msLeft: 0 });
    await counter.increment("zero");
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await counter.giveBack("zero");
      }),
    );
    expect((await counter.read("zero")).count).toBe(0);
    expect((await counter.increment("zero")).count).toBe(1);
  });

  it("gives back nothing once the window has ended", async () => {
    const counter = createCounter();
    await counter.increment("late");
    await getStore().passTime(windowMs);
    await counter.giveBack("late");
    expect(await counter.read("late")).toEqual({ count: 0, msLeft: 0 });
    expect((await counter.increment("late")).count).toBe(1);
  });

  it("puts a count in a new window, and continues from it", async () => {
    const counter = createCounter();
    await counter.increment("put");
    await getStore().passTime(windowMs - 120_000);
    await counter.put("put", 1_795_000_000);
    const put = await counter.read("put");
    expect(put.count).toBe(1_795_000_000);
    expectNewWindow(put);
    expect((await counter.increment("put")).count).toBe(1_795_000_001);
    await counter.put("put", 0);
    expect((await counter.increment("put")).count).toBe(1);
    await getStore().passTime(windowMs);
    expect(await counter.read("put")).toEqual({ count: 0, msLeft: 0 });
  });

  it("raises a count in its window and returns what it was, but never lowers it or begins a window", async () => {
    const counter = createCounter();
    expect(await counter.raise("raised", 3)).toEqual({ count: 0, msLeft: 0 });
    expect(await counter.read("raised")).toEqual({ count: 0, msLeft: 0 });
    await counter.put("raised", 1);
    await getStore().passTime(windowMs - 120_000);
    const first = await counter.raise("raised", 3);
    expect(first.count).toBe(1);
    expect(first.msLeft).toBeGreaterThan(0);
    expect(first.msLeft).toBeLessThanOrEqual(120_000);
    expect(await counter.raise("raised", 2)).toMatchObject({ count: 3 });
    const raised = await counter.read("raised");
    expect(raised.count).toBe(3);
    expect(raised.msLeft).toBeLessThanOrEqual(120_000);
  });

  it("keeps large counts exactly, because a refresh token family's contains a time", async () => {
    const counter = createCounter();
    await counter.put("large", 28_800_001 * 5000);
    expect((await counter.raise("large", 28_800_001 * 5001 + 1)).count).toBe(28_800_001 * 5000);
    expect((await counter.read("large")).count).toBe(28_800_001 * 5001 + 1);
    await counter.put("large", 2 ** 48);
    expect((await counter.raise("large", 28_800_001)).count).toBe(2 ** 48);
  });

  it("lets only one of 100 parallel raises find the count below", async () => {
    const { clients } = getStore();
    const counters = clients.map((store) =>
      store.createCounter({ name: "tested", windowMs, maximumKeys: manyKeys }),
    );
    await counters[0]?.put("raced", 1);
    const found: number[] = [];
    for (let round = 0; round < 100 / counters.length; round += 1) {
      const counts = await Promise.all(counters.map(async (counter) => await counter.raise("raced", 2)));
      found.push(...counts.map(({ count }) => count));
    }
    expect(found.filter((count) => count < 2)).toEqual([1]);
  });

  it("keeps counters of different names and keys separate, and shares counts of the same name", async () => {
    await createCounter("one").increment("apart");
    await createCounter("one").increment("apart");
    expect((await createCounter("one").read("apart")).count).toBe(2);
    expect((await createCounter("one").read("other")).count).toBe(0);
    expect((await createCounter("two").read("apart")).count).toBe(0);
  });

  it("has a store id of 128 random bits that lives as long as its counts", async () => {
    const { clients, passTime, forgetAll } = getStore();
    const [storeId = "", ...others] = await Promise.all(
      clients.map(async (store) => await store.readStoreId()),
    );
    expect(storeId).toMatch(/^[\w-]{22}$/);
    expect(new Set([storeId, ...others]).size).toBe(1);
    await passTime(100 * 24 * 3600 * 1000);
    expect(await clients[0].readStoreId()).toBe(storeId);

    await createCounter().increment("forgotten");
    const emptied = await forgetAll();
    const next = await emptied.readStoreId();
    expect(next).toMatch(/^[\w-]{22}$/);
    expect(next).not.toBe(storeId);
    const counter = emptied.createCounter({ name: "tested", windowMs, maximumKeys: manyKeys });
    expect((await counter.read("forgotten")).count).toBe(0);
  });

  testStoreEntries(getStore);
}

/**
 * Tests that an external store has to pass while it can't be reached, and afterwards.
 * @param limitMs how long a call may take by this process's clock: more where the store's time limit passes in another process
 */
export function testCounterStoreOutages(
  getStore: () => { store: CounterStore; outages: Record<string, Outage> },
  outageNames: readonly string[],
  limitMs = 1000,
): void {
  it.each(outageNames)(
    "rejects every call within a second while %s, and works again afterwards",
    async (outageName) => {
      const { store, outages } = getStore();
      const outage = outages[outageName];
      if (outage === undefined) throw new Error(`No outage is called ${outageName}`);
      const counter = store.createCounter({ name: "tested", windowMs, maximumKeys: manyKeys });
      const calls: Record<string, () => Promise<unknown>> = {
        increment: async () => await counter.increment("outage"),
        put: async () => {
          await counter.put("outage", 1);
        },
        read: async () => await counter.read("outage"),
        raise: async () => await counter.raise("outage", 1),
        readStoreId: async () => await store.readStoreId(),
        ...listTextCalls(store),
      };
      await counter.increment("outage");

      await outage.begin();
      try {
        await Promise.all(
          Object.entries(calls).map(async ([call, run]) => {
            const failure = await rejectionWithin(limitMs, run());
            expect(failure, call).toMatchObject({ name: "StoreFailure" });
            expect(String(failure), call).not.toMatch(/127\.0\.0\.1|localhost|secret|outage/);
          }),
        );
        expect(await rejectionWithin(limitMs, counter.giveBack("outage"))).toBe("resolved");
        const together = await Promise.all(
          Array.from({ length: 50 }, async () => await rejectionWithin(limitMs, counter.increment("outage"))),
        );
        for (const failure of together) expect(failure).toMatchObject({ name: "StoreFailure" });
      } finally {
        await outage.end();
      }

      await expect.poll(async () => await canCount(counter), { interval: 20 }).toBe(true);
      for (const run of Object.values(calls)) await run();
    },
  );
}

function listTextCalls(store: CounterStore): Record<string, () => Promise<unknown>> {
  const entries = store.createEntries({ name: "texts", lifetimeMs: windowMs, maximumKeys: manyKeys });
  const queue = store.createQueue({ name: "waiting", lifetimeMs: windowMs, maximumEntries: manyKeys });
  return {
    readEntry: async () => await entries.read("outage"),
    writeEntry: async () => {
      await entries.write("outage", "text");
    },
    writeEntryOnce: async () => await entries.writeOnce("outage", "text"),
    takeEntry: async () => await entries.take("outage"),
    addToQueue: async () => {
      await queue.add("outage", "text", 1);
    },
    leaseFromQueue: async () => await queue.lease(1, 1, 1),
    removeFromQueue: async () => {
      await queue.remove("outage");
    },
  };
}

/** The rejection, or a text when there is none in time. A time limit of the same process ends first, however busy the machine is. */
async function rejectionWithin(limitMs: number, call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    () => "resolved",
    (error: unknown) => error,
  );
  return await withTimeLimit(() => settled, limitMs).catch(() => "no answer in time");
}

async function canCount(counter: Counter): Promise<boolean> {
  return await counter.increment("recovery").then(
    () => true,
    () => false,
  );
}

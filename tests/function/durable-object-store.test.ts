import { join } from "node:path";

import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import type { CounterStore } from "../../src/function/core/counters/counter-store.ts";
import { StoreFailure } from "../../src/function/stores/store-failure.ts";
import {
  testCounterStore,
  testCounterStoreOutages,
} from "../../src/function/stores/testing/counter-store-contract.ts";
import { patientTimeLimitMs } from "../../src/function/stores/testing/redis-server.ts";
import { bundleFunction } from "./bundle-function.ts";
import { objectsFolder, startWorkerd, type Workerd } from "./start-workerd.ts";

const startTimeoutMs = 60_000;
const minuteMs = 60_000;
const alarmsSchema = v.array(v.nullable(v.number()));

let code = "";
let workerd: Workerd;

/** Two Workers with the same objects: instances share nothing else. */
const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "one", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-11-01",
      durableObjectNamespaces = [(className = "TestStore", uniqueKey = "portico-store", enableSql = true)],
      durableObjectStorage = (localDisk = "objects"),
      bindings = [(name = "STORE", durableObjectNamespace = "TestStore")]
    )),
    (name = "other", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-11-01",
      bindings = [(name = "STORE", durableObjectNamespace = (className = "TestStore", serviceName = "one"))]
    )),
    (name = "objects", disk = (path = "${objectsFolder}", writable = true))
  ],
  sockets = [
    (name = "one", address = "127.0.0.1:0", http = (), service = "one"),
    (name = "other", address = "127.0.0.1:0", http = (), service = "other")
  ]
);
`;

async function start(): Promise<void> {
  workerd = await startWorkerd(config, { "worker.mjs": code });
}

async function ask(socketName: string, body: object) {
  const response = await fetch(workerd.originOf(socketName), { method: "POST", body: JSON.stringify(body) });
  const { answer, failure } = await response.json();
  if (failure === undefined) return answer;
  if (failure.name === "StoreFailure") throw new StoreFailure(failure.message);
  throw new Error(`${failure.name}: ${failure.message}`);
}

const readRows = async () => await ask("one", { of: "rows" });
const readAlarms = async () =>
  v.parse(alarmsSchema, await ask("one", { of: "alarms" })).filter((atMs) => atMs !== null);
const passAndCleanUp = async (ms: number) => {
  await ask("one", { of: "time", ms });
  await ask("one", { of: "clean-up" });
};

/** The store as a Worker has it; each call is a request of its own. */
function open(socketName: string, timeLimitMs?: number): CounterStore {
  const openPart = (of: string, options: object) =>
    new Proxy(
      {},
      {
        get:
          (_, call) =>
          async (...values: unknown[]) =>
            await ask(socketName, { of, options, call, values, ...(timeLimitMs && { timeLimitMs }) }),
      },
    );
  const parts = {
    createCounter: (options: object) => openPart("createCounter", options),
    createEntries: (options: object) => openPart("createEntries", options),
    createQueue: (options: object) => openPart("createQueue", options),
    readStoreId: async () => await ask(socketName, { of: "store", ...(timeLimitMs && { timeLimitMs }) }),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The proxies have every call.
  return parts as CounterStore;
}

const openPatiently = (socketName: string): CounterStore => open(socketName, patientTimeLimitMs);

beforeAll(async () => {
  if (!isLongRun) return;
  ({ code } = await bundleFunction(join(import.meta.dirname, "durable-object-store-worker.ts")));
  await start();
}, startTimeoutMs);
afterAll(async () => {
  if (isLongRun) await workerd.stop();
});

describe.runIf(isLongRun)("createDurableObjectCounterStore in workerd, as every store", () => {
  testCounterStore(() => ({
    clients: [openPatiently("one"), openPatiently("other"), openPatiently("one"), openPatiently("other")],
    atOnce: 8,
    passTime: async (ms) => {
      await ask("one", { of: "time", ms });
    },
    forgetAll: async () => {
      await workerd.stop();
      await start();
      return openPatiently("one");
    },
  }));

  const outageNames = ["throws", "hangs", "is reset"];
  testCounterStoreOutages(
    () => ({
      store: open("other"),
      outages: Object.fromEntries(
        outageNames.map((fault) => [
          fault,
          {
            begin: async () => {
              await ask("one", { of: "fault", fault });
            },
            end: async () => {
              await ask("one", { of: "fault", fault: "none" });
            },
          },
        ]),
      ),
    }),
    outageNames,
    30_000,
  );
});

describe.runIf(isLongRun)("createDurableObjectCounterStore in workerd", () => {
  it("gives each of parallel increments from two Workers a different count", async () => {
    const counters = ["one", "other"].map((name) =>
      openPatiently(name).createCounter({ name: "parallel", windowMs: minuteMs, maximumKeys: 1 }),
    );
    const counts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => await counters[index % 2]?.increment("a")),
    );
    expect(counts.map((count) => count?.count ?? 0).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    expect(await openPatiently("one").readStoreId()).toBe(await openPatiently("other").readStoreId());
  });

  it("deletes what has ended by an alarm, and plans no other one when nothing is left", async () => {
    const store = openPatiently("one");
    const counter = store.createCounter({ name: "cleaned", windowMs: minuteMs, maximumKeys: 1 });
    const longCounter = store.createCounter({ name: "kept", windowMs: 60 * minuteMs, maximumKeys: 1 });
    const entries = store.createEntries({ name: "cleaned-texts", lifetimeMs: minuteMs, maximumKeys: 1 });
    const queue = store.createQueue({ name: "waiting", lifetimeMs: minuteMs, maximumEntries: 10 });
    // Whatever the tests before have left.
    await passAndCleanUp(100 * 24 * 60 * minuteMs);
    await expect.poll(readRows).toBe(0);
    await expect.poll(readAlarms).toEqual([]);

    await Promise.all(Array.from({ length: 50 }, async (_, key) => await counter.increment(String(key))));
    await longCounter.increment("a");
    await entries.write("a", "text");
    await queue.add("a", "text", 1);
    // The queue has a row of its own, with its end.
    expect(await readRows()).toBe(50 + 1 + 1 + 2);
    const planned = await readAlarms();
    expect(planned.length).toBeGreaterThan(1);

    await passAndCleanUp(minuteMs);
    await expect.poll(readRows).toBe(1);
    expect((await longCounter.read("a")).count).toBe(1);
    await expect.poll(readAlarms).toHaveLength(1);
    await passAndCleanUp(59 * minuteMs);
    await expect.poll(readRows).toBe(0);
    await expect.poll(readAlarms).toEqual([]);
  });

  it("repeats a call that met an object's end, as each deployment brings about, unless that could look like a replay", async () => {
    const store = openPatiently("other");
    const counter = store.createCounter({ name: "deployed", windowMs: minuteMs, maximumKeys: 1 });
    const entries = store.createEntries({ name: "deployed-texts", lifetimeMs: minuteMs, maximumKeys: 1 });
    const afterReset = async <T>(call: () => Promise<T>): Promise<T> => {
      await ask("one", { of: "fault", fault: "is reset once" });
      return await call();
    };
    expect((await afterReset(async () => await counter.increment("a"))).count).toBe(1);
    expect((await afterReset(async () => await counter.read("a"))).count).toBe(1);
    await afterReset(async () => await store.readStoreId());
    await afterReset(async () => await entries.write("a", "text"));
    expect(await afterReset(async () => await entries.take("a"))).toBe("text");
    await expect(afterReset(async () => await counter.raise("a", 2))).rejects.toThrow("can't be reached");
    await ask("one", { of: "fault", fault: "none" });
    expect((await counter.read("a")).count).toBe(1);
  });

  it("spreads counts of different keys over objects", async () => {
    const store = openPatiently("one");
    const counter = store.createCounter({ name: "spread", windowMs: minuteMs, maximumKeys: 1 });
    await Promise.all(
      Array.from(
        { length: 200 },
        async (_, index) => await counter.increment(`person-${String(index)}@example.com`),
      ),
    );
    const alarms = v.parse(alarmsSchema, await ask("one", { of: "alarms" }));
    expect(alarms.filter((atMs) => atMs !== null)).toHaveLength(16);
  });
});

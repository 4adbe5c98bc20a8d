import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { findFreePorts } from "./testing/free-ports.ts";
import { type RedisAdmin, connectRedisAdmin } from "./testing/redis-admin.ts";
import {
  patientTimeLimitMs,
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "./testing/redis-server.ts";
import { type TcpProxy, startTcpProxy } from "./testing/tcp-proxy.ts";
import { testCounterStore, testCounterStoreOutages } from "./testing/counter-store-contract.ts";
import { type RedisCounterStore, createRedisCounterStore } from "./redis-counter-store.ts";

let redis: RedisServer;
let admin: RedisAdmin;
let proxy: TcpProxy;
const stores: RedisCounterStore[] = [];

function proxyUrl(scheme = "redis"): string {
  return `${scheme}://127.0.0.1:${String(proxy.port)}`;
}

function open(url = redis.url): RedisCounterStore {
  const store = createRedisCounterStore(url);
  stores.push(store);
  return store;
}

beforeAll(async () => {
  redis = await startRedisServer();
  admin = await connectRedisAdmin(redis.url);
  proxy = await startTcpProxy(Number(new URL(redis.url).port));
}, redisStartTimeoutMs);

afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});
afterAll(async () => {
  admin.close();
  await proxy.close();
  await redis.stop();
});

describe("createRedisCounterStore", () => {
  let clients: [RedisCounterStore, RedisCounterStore, RedisCounterStore, RedisCounterStore];

  beforeAll(() => {
    clients = [
      createRedisCounterStore(redis.url, patientTimeLimitMs),
      createRedisCounterStore(redis.url, patientTimeLimitMs),
      createRedisCounterStore(redis.url, patientTimeLimitMs),
      createRedisCounterStore(redis.url, patientTimeLimitMs),
    ];
  });
  afterAll(() => {
    for (const store of clients) store.close();
  });
  beforeEach(async () => {
    await admin.flush();
  });

  testCounterStore(() => ({
    clients,
    atOnce: 200,
    passTime: admin.passTime,
    forgetAll: async () => {
      await admin.flush();
      return clients[0];
    },
  }));

  it("writes under one prefix, and lets all keys but the store id expire", async () => {
    const counter = clients[0].createCounter({ name: "prefix", windowMs: 60_000, maximumKeys: 1 });
    await counter.increment("a");
    await counter.put("b", 3);
    await counter.giveBack("c");
    await counter.read("d");
    await clients[0].readStoreId();
    const entries = clients[0].createEntries({ name: "entries", lifetimeMs: 60_000, maximumKeys: 1 });
    await entries.write("e", "text");
    await entries.writeOnce("f", "text");
    await entries.take("g");
    const queue = clients[0].createQueue({ name: "queue", lifetimeMs: 60_000, maximumEntries: 9 });
    await queue.add("h", "text", 1);
    await queue.lease(1, 1, 1);
    const timesLeft = await admin.readTimesLeft();
    expect([...timesLeft.keys()].toSorted()).toEqual([
      "portico:entries:e",
      "portico:entries:f",
      "portico:incarnation",
      "portico:prefix:a",
      "portico:prefix:b",
      "portico:{queue}:due",
      "portico:{queue}:texts",
    ]);
    expect(timesLeft.get("portico:incarnation")).toBe(-1);
    timesLeft.delete("portico:incarnation");
    for (const key of timesLeft.keys()) {
      expect(timesLeft.get(key), key).toBeGreaterThan(0);
      expect(timesLeft.get(key), key).toBeLessThanOrEqual(60_000);
    }
  });

  it("shows a flush at once to every client that had read the store id before", async () => {
    const before = await clients[0].readStoreId();
    expect(await clients[1].readStoreId()).toBe(before);
    await admin.flush();
    const after = await Promise.all(clients.map(async (store) => await store.readStoreId()));
    expect(new Set(after).size).toBe(1);
    expect(after).not.toContain(before);
  });

  it("rejects a write that a full store refuses, and names no key", async () => {
    const counter = clients[0].createCounter({ name: "full", windowMs: 60_000, maximumKeys: 1 });
    await admin.command("CONFIG", "SET", "maxmemory", "1");
    try {
      for (const call of [
        async () => await counter.increment("ada@example.com"),
        async () => {
          await counter.put("ada@example.com", 1);
        },
        async () => await clients[0].readStoreId(),
      ]) {
        await expect(call()).rejects.toThrow(/^The store refused the command \(OOM\)$/);
      }
    } finally {
      await admin.command("CONFIG", "SET", "maxmemory", "0");
    }
    expect((await counter.increment("ada@example.com")).count).toBe(1);
  });
});

describe("createRedisCounterStore while the server is away", () => {
  const outages = {
    "the server is gone": {
      begin: async () => {
        await redis.stop();
      },
      end: async () => {
        await redis.start();
      },
    },
    "the server hangs": {
      begin: () => {
        redis.hold();
      },
      end: () => {
        redis.release();
      },
    },
    "the network drops everything for good": {
      begin: () => {
        proxy.fallSilent();
      },
      end: () => {
        proxy.speak();
      },
    },
  };
  let store: RedisCounterStore;

  beforeEach(() => {
    store = open(proxyUrl());
  });

  testCounterStoreOutages(() => ({ store, outages }), Object.keys(outages));

  it("starts without a server, and works once there is one", async () => {
    await redis.stop();
    const early = open();
    await expect(early.readStoreId()).rejects.toThrow("The store can't be reached (ECONNREFUSED)");
    await redis.start();
    await expect
      .poll(async () => await early.readStoreId().catch(() => null), { interval: 20 })
      .toMatch(/^[\w-]{22}$/);
  });

  it.each(["redis", "rediss"])("starts in a silent network over %s, and fails in time", async (scheme) => {
    proxy.fallSilent();
    try {
      const early = open(proxyUrl(scheme));
      await expect(early.readStoreId()).rejects.toThrow("The store gave no answer within 800 ms");
    } finally {
      proxy.speak();
    }
  });

  it("starts in a silent network, works once it responds, and leaves no stale connection", async () => {
    await store.readStoreId();
    await expect.poll(() => proxy.count().open).toBe(1);
    proxy.fallSilent();
    const early = open(proxyUrl());
    await expect(early.readStoreId()).rejects.toThrow("The store gave no answer within 800 ms");
    proxy.speak();
    await expect
      .poll(async () => await early.readStoreId().catch(() => null), { interval: 20 })
      .toMatch(/^[\w-]{22}$/);
    await expect.poll(() => proxy.count().open).toBe(2);
  });

  it("has another store id after a restart that lost the counts", async () => {
    const before = await store.readStoreId();
    await redis.stop();
    await redis.start();
    await expect
      .poll(async () => await store.readStoreId().catch(() => before), { interval: 20 })
      .not.toBe(before);
  });
});

describe("createRedisCounterStore and its connection", () => {
  it("authenticates with the URL's name and password, and selects its database", async () => {
    await admin.command("ACL", "SETUSER", "portico", "on", ">p:ss/wörd", "~*", "+@all");
    const url = new URL(`${redis.url}/3`);
    url.username = "portico";
    url.password = encodeURIComponent("p:ss/wörd");
    const counter = open(url.href).createCounter({ name: "signed-in", windowMs: 60_000, maximumKeys: 1 });
    expect((await counter.increment("a")).count).toBe(1);
    expect([...(await admin.readTimesLeft()).keys()]).not.toContain("portico:signed-in:a");
  });

  it("rejects wrong credentials without quoting them", async () => {
    const url = new URL(redis.url);
    url.username = "nobody";
    url.password = "secret";
    const failure = await open(url.href)
      .readStoreId()
      .catch((error: unknown) => String(error));
    expect(failure).toBe("StoreFailure: The store refused the command (WRONGPASS)");
  });

  it("rejects every call after it is closed", async () => {
    const store = open(proxyUrl());
    await store.readStoreId();
    store.close();
    await expect(store.readStoreId()).rejects.toThrow("The store is closed");
    await expect.poll(() => proxy.count().open).toBe(0);
  });

  it("doesn't reconnect when it is closed while connecting", async () => {
    const takenBefore = proxy.count().accepted;
    const store = open(proxyUrl());
    store.close();
    await expect(store.readStoreId()).rejects.toThrow("The store is closed");
    await expect.poll(() => proxy.count().accepted).toBe(takenBefore + 1);
    await expect.poll(() => proxy.count().open).toBe(0);
    await expect(store.readStoreId()).rejects.toThrow("The store is closed");
  });

  it("doesn't reconnect when it is closed while waiting to reconnect", async () => {
    const [port] = await findFreePorts(1);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const store = open(`redis://127.0.0.1:${String(port)}`);
      await expect(store.readStoreId()).rejects.toThrow("ECONNREFUSED");
      expect(vi.getTimerCount()).toBe(1);
      store.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("waits longer after each failed attempt, but never longer than two seconds", async () => {
    const [port] = await findFreePorts(1);
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    try {
      const store = open(`redis://127.0.0.1:${String(port)}`);
      const pausesMs: number[] = [];
      // A timer of the client's may come before the end of a pause; in the end there are only long pauses.
      while (pausesMs.length < 100 && (pausesMs.at(-1) ?? 0) < 1000) {
        await expect(store.readStoreId()).rejects.toThrow("ECONNREFUSED");
        const pausedAtMs = Date.now();
        vi.advanceTimersToNextTimer();
        pausesMs.push(Date.now() - pausedAtMs);
      }
      expect(pausesMs[0]).toBeLessThanOrEqual(50);
      for (const pauseMs of pausesMs) expect(pauseMs).toBeLessThanOrEqual(2000);
      expect(pausesMs.at(-1)).toBeGreaterThanOrEqual(1000);
    } finally {
      vi.useRealTimers();
    }
  });
});

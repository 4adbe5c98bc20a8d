import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { findFreePorts } from "./testing/free-ports.ts";
import { type RedisAdmin, connectRedisAdmin } from "./testing/redis-admin.ts";
import { type RedisServer, redisStartTimeoutMs, startRedisServer } from "./testing/redis-server.ts";
import { type TcpProxy, startTcpProxy } from "./testing/tcp-proxy.ts";
import {
  testCounterStore,
  testCounterStoreOutages,
} from "../core/counters/testing/counter-store-contract.ts";
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
      createRedisCounterStore(redis.url),
      createRedisCounterStore(redis.url),
      createRedisCounterStore(redis.url),
      createRedisCounterStore(redis.url),
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

  it("writes under one prefix, and lets every key but the incarnation end", async () => {
    const counter = clients[0].createCounter({ name: "prefix", windowMs: 60_000, maximumKeys: 1 });
    await counter.increment("a");
    await counter.put("b", 3);
    await counter.giveBack("c");
    await counter.read("d");
    await clients[0].readIncarnation();
    const timesLeft = await admin.readTimesLeft();
    expect([...timesLeft.keys()].toSorted()).toEqual([
      "portico:incarnation",
      "portico:prefix:a",
      "portico:prefix:b",
    ]);
    expect(timesLeft.get("portico:incarnation")).toBe(-1);
    for (const key of ["portico:prefix:a", "portico:prefix:b"]) {
      expect(timesLeft.get(key), key).toBeGreaterThan(0);
      expect(timesLeft.get(key), key).toBeLessThanOrEqual(60_000);
    }
  });

  it("shows a flush at once to every client that had read the incarnation before", async () => {
    const before = await clients[0].readIncarnation();
    expect(await clients[1].readIncarnation()).toBe(before);
    await admin.flush();
    const after = await Promise.all(clients.map(async (store) => await store.readIncarnation()));
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
        async () => await clients[0].readIncarnation(),
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
    "the network swallows everything, and what was sent stays lost": {
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

  it("begins while there is no server, and works when it comes", async () => {
    await redis.stop();
    const early = open();
    await expect(early.readIncarnation()).rejects.toThrow("The store can't be reached (ECONNREFUSED)");
    await redis.start();
    await expect
      .poll(async () => await early.readIncarnation().catch(() => null), { timeout: 20_000, interval: 20 })
      .toMatch(/^[\w-]{22}$/);
  });

  it.each(["redis", "rediss"])("begins in a silent network by %s, and fails in time", async (scheme) => {
    proxy.fallSilent();
    try {
      const early = open(proxyUrl(scheme));
      await expect(early.readIncarnation()).rejects.toThrow("The store gave no answer within 800 ms");
    } finally {
      proxy.speak();
    }
  });

  it("begins in a silent network, works when it speaks, and leaves no connection over", async () => {
    await store.readIncarnation();
    await expect.poll(() => proxy.count().standing).toBe(1);
    proxy.fallSilent();
    const early = open(proxyUrl());
    await expect(early.readIncarnation()).rejects.toThrow("The store gave no answer within 800 ms");
    proxy.speak();
    await expect
      .poll(async () => await early.readIncarnation().catch(() => null), { timeout: 20_000, interval: 20 })
      .toMatch(/^[\w-]{22}$/);
    await expect.poll(() => proxy.count().standing).toBe(2);
  });

  it("has another incarnation after a restart that lost the counts", async () => {
    const before = await store.readIncarnation();
    await redis.stop();
    await redis.start();
    await expect
      .poll(async () => await store.readIncarnation().catch(() => before), { timeout: 20_000, interval: 20 })
      .not.toBe(before);
  });
});

describe("createRedisCounterStore and its connection", () => {
  it("signs in with the name and the password of the URL, and into its database", async () => {
    await admin.command("ACL", "SETUSER", "portico", "on", ">p:ss/wörd", "~*", "+@all");
    const url = new URL(`${redis.url}/3`);
    url.username = "portico";
    url.password = encodeURIComponent("p:ss/wörd");
    const counter = open(url.href).createCounter({ name: "signed-in", windowMs: 60_000, maximumKeys: 1 });
    expect((await counter.increment("a")).count).toBe(1);
    expect([...(await admin.readTimesLeft()).keys()]).not.toContain("portico:signed-in:a");
  });

  it("rejects without a word of the credentials when they are wrong", async () => {
    const url = new URL(redis.url);
    url.username = "nobody";
    url.password = "secret";
    const failure = await open(url.href)
      .readIncarnation()
      .catch((error: unknown) => String(error));
    expect(failure).toBe("StoreFailure: The store refused the command (WRONGPASS)");
  });

  it("ends when it is closed, and rejects every call from then on", async () => {
    const store = open(proxyUrl());
    await store.readIncarnation();
    store.close();
    await expect(store.readIncarnation()).rejects.toThrow("The store is closed");
    await expect.poll(() => proxy.count().standing).toBe(0);
  });

  it("doesn't come back when it is closed while it connects", async () => {
    const takenBefore = proxy.count().taken;
    const store = open(proxyUrl());
    store.close();
    await expect(store.readIncarnation()).rejects.toThrow("The store is closed");
    await expect.poll(() => proxy.count().taken).toBe(takenBefore + 1);
    await expect.poll(() => proxy.count().standing).toBe(0);
    await expect(store.readIncarnation()).rejects.toThrow("The store is closed");
  });

  it("doesn't come back when it is closed in the pause before its next attempt", async () => {
    const [port] = await findFreePorts(1);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const store = open(`redis://127.0.0.1:${String(port)}`);
      await expect(store.readIncarnation()).rejects.toThrow("ECONNREFUSED");
      expect(vi.getTimerCount()).toBe(1);
      store.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("pauses longer after each attempt that fails, but never longer than two seconds", async () => {
    const [port] = await findFreePorts(1);
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    try {
      const store = open(`redis://127.0.0.1:${String(port)}`);
      const pausesMs: number[] = [];
      for (let attempt = 0; attempt < 10; attempt += 1) {
        await expect(store.readIncarnation()).rejects.toThrow("ECONNREFUSED");
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

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { findFreePorts } from "./testing/free-ports.ts";
import {
  type HttpRedisBehaviour,
  type HttpRedisServer,
  startHttpRedisServer,
} from "./testing/http-redis-server.ts";
import { type RedisAdmin, connectRedisAdmin } from "./testing/redis-admin.ts";
import {
  patientTimeLimitMs,
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "./testing/redis-server.ts";
import { testCounterStore, testCounterStoreOutages } from "./testing/counter-store-contract.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import { createHttpRedisCounterStore } from "./http-redis-counter-store.ts";

const token = "secret-token";

let redis: RedisServer;
let admin: RedisAdmin;
let server: HttpRedisServer;

function open(
  options: { url?: URL; token?: string; fetch?: typeof fetch; timeLimitMs?: number } = {},
): CounterStore {
  return createHttpRedisCounterStore({ url: server.url, token, fetch, ...options });
}

beforeAll(async () => {
  redis = await startRedisServer();
  admin = await connectRedisAdmin(redis.url);
  server = await startHttpRedisServer(admin, token);
}, redisStartTimeoutMs);

beforeEach(async () => {
  await admin.flush();
});
afterEach(() => {
  server.setBehaviour("answer");
});

afterAll(async () => {
  await server.close();
  admin.close();
  await redis.stop();
});

function answering(behaviour: HttpRedisBehaviour) {
  return {
    begin: () => {
      server.setBehaviour(behaviour);
    },
    end: () => {
      server.setBehaviour("answer");
    },
  };
}

const outages = {
  "the server is gone": {
    begin: async () => {
      await server.close();
    },
    end: async () => {
      await server.open();
    },
  },
  "the server says nothing": answering("say nothing"),
  "the Redis behind it hangs": {
    begin: () => {
      redis.hold();
    },
    end: () => {
      redis.release();
    },
  },
  "a proxy answers with a page": answering({ status: 502, body: "<html>bad gateway</html>" }),
  "something else answers with JSON": answering({ status: 200, body: '{"result":{"count":0}}' }),
  "something answers no count": answering({ status: 200, body: '{"result":null}' }),
  "it answers with an error": answering({ status: 400, body: '{"error":"ERR outage at 127.0.0.1"}' }),
};
function openPatiently(): CounterStore {
  return open({ timeLimitMs: patientTimeLimitMs });
}

describe("createHttpRedisCounterStore", () => {
  testCounterStore(() => ({
    clients: [openPatiently(), openPatiently(), openPatiently(), openPatiently()],
    atOnce: 8,
    passTime: admin.passTime,
    forgetAll: async () => {
      await admin.flush();
      return openPatiently();
    },
  }));
  testCounterStoreOutages(() => ({ store: open(), outages }), Object.keys(outages));

  it("writes the same keys as the socket store, and lets all but the store id expire", async () => {
    const store = open();
    const counter = store.createCounter({ name: "prefix", windowMs: 60_000, maximumKeys: 1 });
    await counter.increment("a");
    await counter.put("b", 3);
    await counter.giveBack("c");
    await counter.read("d");
    await store.readStoreId();
    const entries = store.createEntries({ name: "entries", lifetimeMs: 60_000, maximumKeys: 1 });
    await entries.write("e", "text");
    await entries.writeOnce("f", "text");
    await entries.take("g");
    const queue = store.createQueue({ name: "queue", lifetimeMs: 60_000, maximumEntries: 9 });
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

  it("rejects a wrong token with only Redis's error word", async () => {
    await expect(open({ token: "wrong" }).readStoreId()).rejects.toThrow(
      /^The store refused the command \(WRONGPASS\)$/,
    );
  });

  it("names the system's error code for a lost connection, and no address", async () => {
    const [port] = await findFreePorts(1);
    const url = new URL(`http://127.0.0.1:${String(port)}`);
    await expect(open({ url }).readStoreId()).rejects.toThrow(
      /^The store can't be reached \(ECONNREFUSED\)$/,
    );
  });

  it.each([301, 302, 307])("takes no answer from a redirect (%i), whatever is in it", async (status) => {
    server.setBehaviour({ status, body: '{"result":"an id that the store never gave"}' });
    await expect(open().readStoreId()).rejects.toThrow(/^The store redirects$/);
  });

  it("calls the host's fetch as workerd requires: as no object's method", async () => {
    const store = open({
      fetch: async function (this: unknown) {
        if (this !== undefined) throw new TypeError("Illegal invocation");
        return await Promise.resolve(Response.json({ result: "an id" }));
      },
    });
    expect(await store.readStoreId()).toBe("an id");
  });

  it("sends the token only to the configured address, and aborts an overdue request", async () => {
    const requests: Request[] = [];
    const store = open({
      fetch: async (input, init) => {
        const request = new Request(input, init);
        requests.push(request);
        return await fetch(request);
      },
    });
    server.setBehaviour("say nothing");
    await expect(store.readStoreId()).rejects.toThrow("The store gave no answer within 800 ms");
    expect(requests).toHaveLength(1);
    // Not "error", which workerd refuses.
    expect(requests[0]?.redirect).toBe("manual");
    expect(requests[0]?.signal.aborted).toBe(true);
  });
});

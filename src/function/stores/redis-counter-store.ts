// Node only, like the connection.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./rate-limiter-flexible.d.ts" />
import * as v from "valibot";
import RateLimiterRedis from "rate-limiter-flexible/lib/RateLimiterRedis.js";

import {
  type Counter,
  type CounterOptions,
  type CounterStore,
  createRandomId,
} from "../core/counters/counter-store.ts";
import { guardCounterStore } from "./guarded-counter-store.ts";
import { type RedisClient, type RedisConnection, createRedisConnection } from "./redis-connection.ts";
import {
  changeCountScript,
  raiseCountScript,
  storeIdKey,
  storeIdScript,
  keyPrefix,
} from "./redis-scripts.ts";
import { StoreFailure } from "./store-failure.ts";
import { storeTimeLimitMs } from "./store-time-limit.ts";

const countSchema = v.tuple([v.number(), v.number()]);

/** A store with an open connection; after `close`, calls reject. */
export type RedisCounterStore = CounterStore & { close: () => void };

/**
 * A store in a Redis or Valkey shared by instances, over a socket. It connects at once and reconnects by itself; meanwhile calls
 * reject with a `StoreFailure` within a second.
 *
 * @param url `redis:`, or `rediss:` for TLS, including credentials
 * @param timeLimitMs of one call; longer only where many test processes share a machine
 */
export function createRedisCounterStore(url: string, timeLimitMs = storeTimeLimitMs): RedisCounterStore {
  const connection = createRedisConnection(url, timeLimitMs);
  return guardCounterStore({
    createCounter: (options) => createRedisCounter(connection, options),
    readStoreId: async () => {
      const storeId = await connection.use(
        async (client) =>
          await client.eval(storeIdScript, { keys: [storeIdKey], arguments: [createRandomId()] }),
      );
      if (typeof storeId !== "string") throw new StoreFailure("The store id isn't a string");
      return storeId;
    },
    close: () => {
      connection.close();
    },
  });
}

function createRedisCounter(connection: RedisConnection, options: CounterOptions): Counter {
  const windowSeconds = options.windowMs / 1000;
  const engines = new WeakMap<RedisClient, RateLimiterRedis>();

  const findEngine = (client: RedisClient): RateLimiterRedis => {
    const engine =
      engines.get(client) ??
      new RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        keyPrefix: `${keyPrefix}:${options.name}`,
        points: Number.MAX_SAFE_INTEGER,
        duration: windowSeconds,
        customIncrTtlLuaScript: changeCountScript,
      });
    engines.set(client, engine);
    return engine;
  };

  return {
    increment: async (key) => {
      const result = await connection.use(async (client) => await findEngine(client).penalty(key, 1));
      return { count: result.consumedPoints, msLeft: result.msBeforeNext };
    },
    giveBack: async (key) => {
      await connection.use(async (client) => await findEngine(client).reward(key, 1));
    },
    put: async (key, count) => {
      await connection.use(async (client) => await findEngine(client).set(key, count, windowSeconds));
    },
    raise: async (key, count) => {
      const answer = await connection.use(
        async (client) =>
          await client.eval(raiseCountScript, {
            keys: [`${keyPrefix}:${options.name}:${key}`],
            arguments: [String(count)],
          }),
      );
      const parsed = v.safeParse(countSchema, answer);
      if (!parsed.success) throw new StoreFailure("The count isn't a number");
      const [before, msLeft] = parsed.output;
      return { count: before, msLeft: Math.max(0, msLeft) };
    },
    read: async (key) => {
      const found = await connection.use(async (client) => await findEngine(client).get(key));
      // The engine reads count and time separately, and the window may end in between.
      if (found === null || found.msBeforeNext <= 0) return { count: 0, msLeft: 0 };
      return { count: found.consumedPoints, msLeft: found.msBeforeNext };
    },
  };
}

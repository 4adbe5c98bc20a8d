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
import { type RunRedisScript, createRedisEntries, createRedisQueue } from "./redis-entries.ts";
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
  const run = createRunScript(connection);
  return guardCounterStore({
    createCounter: (options) => createRedisCounter(connection, run, options),
    createEntries: (options) => createRedisEntries(run, options),
    createQueue: (options) => createRedisQueue(run, options),
    readStoreId: async () => await run(storeIdScript, [storeIdKey], [createRandomId()], v.string()),
    close: () => {
      connection.close();
    },
  });
}

function createRunScript(connection: RedisConnection): RunRedisScript {
  return async (script, keys, values, answerSchema) => {
    const answer = await connection.use(
      async (client) => await client.eval(script, { keys: [...keys], arguments: [...values] }),
    );
    const parsed = v.safeParse(answerSchema, answer);
    if (!parsed.success) throw new StoreFailure("The store's answer isn't of the expected form");
    return parsed.output;
  };
}

function createRedisCounter(
  connection: RedisConnection,
  run: RunRedisScript,
  options: CounterOptions,
): Counter {
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
      const keys = [`${keyPrefix}:${options.name}:${key}`];
      const [before, msLeft] = await run(raiseCountScript, keys, [String(count)], countSchema);
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

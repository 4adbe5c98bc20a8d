import * as v from "valibot";

import {
  type Counter,
  type CounterOptions,
  type CounterStore,
  createRandomId,
} from "../core/counters/counter-store.ts";
import { guardCounterStore } from "./guarded-counter-store.ts";
import { type RunRedisScript, createRedisEntries, createRedisQueue } from "./redis-entries.ts";
import {
  changeCountScript,
  raiseCountScript,
  storeIdKey,
  storeIdScript,
  keyPrefix,
} from "./redis-scripts.ts";
import { StoreFailure, buildRefusedFailure, buildUnreachableFailure } from "./store-failure.ts";
import { storeTimeLimitMs, withinStoreTimeLimit } from "./store-time-limit.ts";

/** The URL and bearer token of a Redis over HTTP. */
export type HttpRedis = { url: URL; token: string };

const errorAnswerSchema = v.object({ error: v.string() });
const answerSchema = v.object({ result: v.unknown() });
const doneSchema = v.literal("OK");
const countSchema = v.tuple([v.number(), v.number()]);
const storeIdSchema = v.pipe(v.string(), v.minLength(1));

/**
 * A store in a Redis over HTTP, for hosts without sockets: commands are posted as JSON arrays and answered by `{result}` or
 * `{error}`, as by Upstash and compatible servers. Calls reject with a `StoreFailure` within a second. It imports no Node module.
 */
export function createHttpRedisCounterStore(
  options: HttpRedis & { fetch: typeof fetch; timeLimitMs?: number },
): CounterStore {
  // Not called as a method: workerd's own fetch refuses any `this`.
  const { url, token, fetch: request, timeLimitMs = storeTimeLimitMs } = options;

  const ask = async <T>(command: readonly string[], resultSchema: v.GenericSchema<unknown, T>): Promise<T> =>
    await withinStoreTimeLimit(async (signal) => {
      const answer = await post(command, signal);
      const refusal = v.safeParse(errorAnswerSchema, answer);
      if (refusal.success) throw buildRefusedFailure(refusal.output.error);
      const parsed = v.safeParse(answerSchema, answer);
      const result = v.safeParse(resultSchema, parsed.success ? parsed.output.result : undefined);
      if (result.success) return result.output;
      throw new StoreFailure("The store's answer isn't Redis's");
    }, timeLimitMs);

  const post = async (command: readonly string[], signal: AbortSignal): Promise<unknown> => {
    try {
      const response = await request(url, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(command),
        // A redirect must not carry the token elsewhere; workerd doesn't support "error".
        redirect: "manual",
        signal,
      });
      if (response.status >= 300 && response.status < 400) throw new StoreFailure("The store redirects");
      return await response.json();
    } catch (error) {
      if (error instanceof StoreFailure) throw error;
      throw error instanceof SyntaxError
        ? new StoreFailure("The store's answer isn't JSON")
        : buildUnreachableFailure(error);
    }
  };

  const run: RunRedisScript = async (script, keys, values, resultSchema) =>
    await ask(["EVAL", script, String(keys.length), ...keys, ...values], resultSchema);

  const createCounter = ({ name, windowMs }: CounterOptions): Counter => {
    const windowSeconds = String(windowMs / 1000);
    const keyOf = (key: string): string => `${keyPrefix}:${name}:${key}`;
    const evaluate = async (script: string, key: string, values: readonly string[]) => {
      const [count, msLeft] = await run(script, [keyOf(key)], values, countSchema);
      // A negative number from Redis means that there is no window.
      return { count, msLeft: Math.max(0, msLeft) };
    };
    const change = async (key: string, by: number) =>
      await evaluate(changeCountScript, key, [String(by), windowSeconds]);
    return {
      increment: async (key) => await change(key, 1),
      giveBack: async (key) => {
        await change(key, -1);
      },
      put: async (key, count) => {
        await ask(["SET", keyOf(key), String(count), "EX", windowSeconds], doneSchema);
      },
      read: async (key) => await change(key, 0),
      raise: async (key, count) => await evaluate(raiseCountScript, key, [String(count)]),
    };
  };

  return guardCounterStore({
    createCounter,
    createEntries: (entryOptions) => createRedisEntries(run, entryOptions),
    createQueue: (queueOptions) => createRedisQueue(run, queueOptions),
    readStoreId: async () => await run(storeIdScript, [storeIdKey], [createRandomId()], storeIdSchema),
  });
}

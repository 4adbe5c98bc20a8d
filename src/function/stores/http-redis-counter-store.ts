import * as v from "valibot";

import {
  type Counter,
  type CounterOptions,
  type CounterStore,
  createRandomId,
} from "../core/counters/counter-store.ts";
import { changeCountScript, incarnationKey, incarnationScript, keyPrefix } from "./redis-scripts.ts";
import { StoreFailure, buildRefusedFailure, buildUnreachableFailure } from "./store-failure.ts";
import { withinStoreTimeLimit } from "./store-time-limit.ts";

/** Where a Redis is asked over HTTP, and with which bearer token. */
export type HttpRedis = { url: URL; token: string };

const errorAnswerSchema = v.object({ error: v.string() });
const doneSchema = v.object({ result: v.literal("OK") });
const countSchema = v.object({ result: v.tuple([v.number(), v.number()]) });
const incarnationSchema = v.object({ result: v.pipe(v.string(), v.minLength(1)) });

/**
 * A store in a Redis that is asked over HTTP, for hosts without sockets: a command is posted as a JSON array, and the answer is
 * `{result}` or `{error}`, as Upstash and the servers that speak like it have it. Its calls reject with a `StoreFailure` within a
 * second. It imports no module of Node.
 */
export function createHttpRedisCounterStore(options: HttpRedis & { fetch: typeof fetch }): CounterStore {
  const { url, token } = options;

  const ask = async <T>(
    command: readonly string[],
    answerSchema: v.GenericSchema<unknown, { result: T }>,
  ): Promise<T> =>
    await withinStoreTimeLimit(async (signal) => {
      const answer = await post(command, signal);
      const result = v.safeParse(answerSchema, answer);
      if (result.success) return result.output.result;
      const refusal = v.safeParse(errorAnswerSchema, answer);
      if (refusal.success) throw buildRefusedFailure(refusal.output.error);
      throw new StoreFailure("The store's answer isn't Redis's");
    });

  const post = async (command: readonly string[], signal: AbortSignal): Promise<unknown> => {
    try {
      const response = await options.fetch(url, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(command),
        // The token goes to the configured address alone.
        redirect: "error",
        signal,
      });
      return await response.json();
    } catch (error) {
      throw error instanceof SyntaxError
        ? new StoreFailure("The store's answer isn't JSON")
        : buildUnreachableFailure(error);
    }
  };

  const createCounter = ({ name, windowMs }: CounterOptions): Counter => {
    const windowSeconds = String(windowMs / 1000);
    const keyOf = (key: string): string => `${keyPrefix}:${name}:${key}`;
    const change = async (key: string, by: number) => {
      const command = ["EVAL", changeCountScript, "1", keyOf(key), String(by), windowSeconds];
      const [count, msLeft] = await ask(command, countSchema);
      // Redis says that there is no window in negative numbers.
      return { count, msLeft: Math.max(0, msLeft) };
    };
    return {
      increment: async (key) => await change(key, 1),
      giveBack: async (key) => {
        await change(key, -1);
      },
      put: async (key, count) => {
        await ask(["SET", keyOf(key), String(count), "EX", windowSeconds], doneSchema);
      },
      read: async (key) => await change(key, 0),
    };
  };

  return {
    createCounter,
    readIncarnation: async () =>
      await ask(["EVAL", incarnationScript, "1", incarnationKey, createRandomId()], incarnationSchema),
  };
}

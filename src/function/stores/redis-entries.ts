import * as v from "valibot";

import type { Entries, EntryOptions, Queue, QueueOptions } from "../core/counters/counter-store.ts";
import {
  addToQueueScript,
  keyPrefix,
  leaseFromQueueScript,
  readTextScript,
  removeFromQueueScript,
  takeTextScript,
  writeTextOnceScript,
  writeTextScript,
} from "./redis-scripts.ts";

/**
 * Runs a script in Redis, over a socket or HTTP. Rejects with a `StoreFailure` within a second, and when the answer doesn't fit the
 * schema.
 */
export type RunRedisScript = <T>(
  script: string,
  keys: readonly string[],
  values: readonly string[],
  answerSchema: v.GenericSchema<unknown, T>,
) => Promise<T>;

const textOrNullSchema = v.tuple([v.nullable(v.string())]);
const textSchema = v.tuple([v.string()]);
const listSchema = v.array(v.string());

/** Entries in Redis, which expire there by themselves. */
export function createRedisEntries(run: RunRedisScript, { name, lifetimeMs }: EntryOptions): Entries {
  const keysOf = (key: string) => [`${keyPrefix}:${name}:${key}`];
  const lifetime = String(lifetimeMs);
  return {
    read: async (key) => (await run(readTextScript, keysOf(key), [], textOrNullSchema))[0],
    write: async (key, text) => {
      await run(writeTextScript, keysOf(key), [text, lifetime], textSchema);
    },
    writeOnce: async (key, text) =>
      (await run(writeTextOnceScript, keysOf(key), [text, lifetime], textSchema))[0],
    take: async (key) => (await run(takeTextScript, keysOf(key), [], textOrNullSchema))[0],
  };
}

/** A queue in Redis: due times in a sorted set, texts in a hash; both expire when nothing is added any more. */
export function createRedisQueue(
  run: RunRedisScript,
  { name, lifetimeMs, maximumEntries }: QueueOptions,
): Queue {
  // The braces keep both keys in one slot of a cluster.
  const keys = [`${keyPrefix}:{${name}}:due`, `${keyPrefix}:{${name}}:texts`];
  return {
    add: async (id, text, dueAtMs) => {
      const values = [id, text, String(dueAtMs), String(lifetimeMs), String(maximumEntries)];
      await run(addToQueueScript, keys, values, listSchema);
    },
    lease: async (nowMs, leaseMs, count) => {
      const values = [String(nowMs), String(nowMs + leaseMs), String(count)];
      const found = await run(leaseFromQueueScript, keys, values, listSchema);
      return found.flatMap((id, index) => {
        const text = index % 2 === 0 ? found[index + 1] : undefined;
        return text === undefined ? [] : [{ id, text }];
      });
    },
    remove: async (id) => {
      await run(removeFromQueueScript, keys, [id], listSchema);
    },
  };
}

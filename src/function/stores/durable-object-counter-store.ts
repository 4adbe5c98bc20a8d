import type { Count, CounterStore, Queue } from "../core/counters/counter-store.ts";
import { guardCounterStore } from "./guarded-counter-store.ts";
import type { PorticoStore } from "./durable-object-store.ts";
import { StoreFailure } from "./store-failure.ts";
import { storeTimeLimitMs, withinStoreTimeLimit } from "./store-time-limit.ts";

/** The objects of a class, as a Worker's binding gives them. */
export type DurableObjectNamespace<Stub> = {
  idFromName: (name: string) => unknown;
  get: (id: unknown) => Stub;
};

/** The object's calls as a Worker makes them: each answer is a promise. */
export type PorticoStoreStub = {
  [Call in Exclude<keyof PorticoStore, "alarm">]: (
    ...values: Parameters<PorticoStore[Call]>
  ) => Promise<Awaited<ReturnType<PorticoStore[Call]>>>;
};

type Call<T> = (object: PorticoStoreStub) => Promise<T>;

/**
 * An object answers about 1,000 calls a second, and a call of the function makes up to twenty. Another number is another store with
 * another store id: the counts of a key would begin anew in another object (guessing beyond the limit).
 */
const shardCount = 16;

/**
 * A store in Durable Objects, which all instances of a Worker share. The store id and each queue have an object; counts and texts are
 * spread over further ones by their keys, so that none is asked by every request except for the id. Calls reject with a
 * `StoreFailure` within a second.
 *
 * Nothing of a call is kept, because workerd lets no request use another's connections.
 *
 * @param timeLimitMs of one call; longer only where many test processes share a machine
 */
export function createDurableObjectCounterStore(
  namespace: DurableObjectNamespace<PorticoStoreStub>,
  timeLimitMs = storeTimeLimitMs,
): CounterStore {
  const ask = async <T>(objectName: string, call: Call<T>, isRepeatable = true): Promise<T> => {
    const callOnce = async () =>
      await call(namespace.get(namespace.idFromName(`${objectName} of ${String(shardCount)}`)));
    const callAgain = async (error: unknown): Promise<T> => {
      // Each deployment ends every object, which begins anew with the next call.
      const hasEnded = hasFlag(error, "durableObjectReset") || hasFlag(error, "retryable");
      if (isRepeatable && hasEnded && !hasFlag(error, "overloaded")) return await callOnce();
      throw error;
    };
    return await withinStoreTimeLimit(async () => {
      try {
        return await callOnce().catch(callAgain);
      } catch (error) {
        throw buildFailure(error);
      }
    }, timeLimitMs);
  };
  const askShard = async <T>(name: string, key: string, call: Call<T>, isRepeatable = true): Promise<T> =>
    await ask(`shard ${String(hash(`${name}:${key}`) % shardCount)}`, call, isRepeatable);

  return guardCounterStore({
    createCounter: ({ name, windowMs }) => {
      // An increment that counts twice is the safe side; a decrement isn't.
      const change = async (key: string, by: number): Promise<Count> =>
        await askShard(
          name,
          key,
          async (object) => await object.changeCount(name, key, by, windowMs),
          by >= 0,
        );
      return {
        increment: async (key) => await change(key, 1),
        giveBack: async (key) => {
          await change(key, -1);
        },
        put: async (key, count) => {
          await askShard(name, key, async (object) => {
            await object.putCount(name, key, count, windowMs);
          });
        },
        // Repeated, it could find its own count, and a refresh token would look replayed.
        raise: async (key, count) =>
          await askShard(name, key, async (object) => await object.raiseCount(name, key, count), false),
        read: async (key) => await change(key, 0),
      };
    },
    createEntries: ({ name, lifetimeMs }) => ({
      read: async (key) => await askShard(name, key, async (object) => await object.readText(name, key)),
      write: async (key, text) => {
        await askShard(name, key, async (object) => {
          await object.writeText(name, key, text, lifetimeMs);
        });
      },
      writeOnce: async (key, text) =>
        await askShard(name, key, async (object) => await object.writeTextOnce(name, key, text, lifetimeMs)),
      take: async (key) => await askShard(name, key, async (object) => await object.takeText(name, key)),
    }),
    createQueue: (queue): Queue => {
      const askQueue = async <T>(call: Call<T>): Promise<T> => await ask(`queue ${queue.name}`, call);
      return {
        add: async (id, text, dueAtMs) => {
          await askQueue(async (object) => {
            await object.addToQueue(queue, id, text, dueAtMs);
          });
        },
        lease: async (nowMs, leaseMs, count) =>
          await askQueue(async (object) => await object.leaseFromQueue(queue.name, nowMs, leaseMs, count)),
        remove: async (id) => {
          await askQueue(async (object) => {
            await object.removeFromQueue(queue.name, id);
          });
        },
      };
    },
    readStoreId: async () => await ask("store id", async (object) => await object.readStoreId()),
  });
}

/** FNV-1a over UTF-16 code units, without a secret: an attacker gains no more from keys in one object than from one busy key. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Only what the runtime's flags say, because its messages may quote values. */
function buildFailure(error: unknown): StoreFailure {
  return new StoreFailure(`The store can't be reached${hasFlag(error, "overloaded") ? " (overloaded)" : ""}`);
}

/** See https://developers.cloudflare.com/durable-objects/best-practices/error-handling/. */
function hasFlag(error: unknown, name: "durableObjectReset" | "retryable" | "overloaded"): boolean {
  return error instanceof Error && Reflect.get(error, name) === true;
}

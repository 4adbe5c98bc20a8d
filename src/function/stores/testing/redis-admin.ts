import { createClient } from "@redis/client";

/** Direct access of tests to a Redis, past the store under test. */
export type RedisAdmin = {
  /** Shortens the lifetime of every key, as if time had passed. */
  passTime: (ms: number) => Promise<void>;
  flush: () => Promise<void>;
  /** Each key's remaining lifetime in milliseconds; -1 for keys that don't expire. */
  readTimesLeft: () => Promise<Map<string, number>>;
  command: (...parameters: string[]) => Promise<unknown>;
  close: () => void;
};

/** Connects to a test's own Redis. */
export async function connectRedisAdmin(url: string): Promise<RedisAdmin> {
  const client = createClient({ url, RESP: 2, maintNotifications: "disabled" });
  // It reconnects by itself; without a listener an 'error' event would end the tests.
  client.on("error", () => undefined);
  await client.connect();

  const readTimesLeft = async (): Promise<Map<string, number>> => {
    const keys = await client.keys("*");
    return new Map(
      await Promise.all(keys.map(async (key) => [key, await client.pTTL(key)] satisfies [string, number])),
    );
  };
  return {
    readTimesLeft,
    passTime: async (ms) => {
      for (const [key, msLeft] of await readTimesLeft()) {
        if (msLeft >= 0) await client.pExpire(key, msLeft - ms);
      }
    },
    flush: async () => {
      await client.flushAll();
    },
    command: async (...parameters) => await client.sendCommand(parameters),
    close: () => {
      client.destroy();
    },
  };
}

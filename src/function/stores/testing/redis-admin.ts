import { createClient } from "@redis/client";

/** What tests do to a Redis behind the back of those that use it. */
export type RedisAdmin = {
  /** Brings the end of every key so much nearer, as time would. */
  passTime: (ms: number) => Promise<void>;
  flush: () => Promise<void>;
  /** The time that each key has left, in milliseconds; -1 for keys that stay. */
  readTimesLeft: () => Promise<Map<string, number>>;
  command: (...parameters: string[]) => Promise<unknown>;
  close: () => void;
};

/** Connects to a test's own Redis. */
export async function connectRedisAdmin(url: string): Promise<RedisAdmin> {
  const client = createClient({ url, RESP: 2, maintNotifications: "disabled" });
  // It reconnects by itself; an 'error' event that nobody listens to would end the tests.
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

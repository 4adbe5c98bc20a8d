// For Node alone: the client opens sockets.
import { ErrorReply, createClient } from "@redis/client";

import { StoreFailure, buildRefusedFailure, buildUnreachableFailure } from "./store-failure.ts";
import { storeTimeLimitMs, withinStoreTimeLimit } from "./store-time-limit.ts";

/** The client of one connection. */
export type RedisClient = ReturnType<typeof createConnectionClient>;

/** A connection to Redis that is made anew by itself whenever it is lost. */
export type RedisConnection = {
  /**
   * What the work comes to on the connection that stands. Rejects with a `StoreFailure` within the store's time limit, and at once
   * in the pause before the next attempt to connect.
   */
  use: <T>(work: (client: RedisClient) => Promise<T>) => Promise<T>;
  /** Ends the connection; calls reject from then on. */
  close: () => void;
};

type Standing =
  | { kind: "connecting"; attempt: Promise<RedisClient> }
  | { kind: "connected"; client: RedisClient }
  | { kind: "pausing"; reason: string; timer: ReturnType<typeof setTimeout> }
  | { kind: "closed" };

const shortestPauseMs = 50;
const longestPauseMs = 2000;

/**
 * Connects, and goes on trying with growing pauses until it is closed.
 *
 * Each connection has a client of its own, and the client's own reconnecting is off: it sets no time limit to the answer of a
 * command that was sent, nor to the handshake, so that a server which hangs would hold it for ever. Here a connection on which an
 * answer is overdue is given up.
 *
 * @param url `redis:` or `rediss:`, with the credentials in it
 */
export function createRedisConnection(url: string): RedisConnection {
  let standing: Standing = { kind: "closed" };
  let failedAttempts = 0;

  const pause = (failure: StoreFailure): void => {
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** failedAttempts);
    failedAttempts += 1;
    // The random part keeps instances that lost the server together from coming back together.
    const timer = setTimeout(connect, pauseMs * (0.5 + Math.random() / 2));
    timer.unref();
    standing = { kind: "pausing", reason: failure.message, timer };
  };

  const giveUp = (client: RedisClient, failure: StoreFailure): void => {
    if (standing.kind === "connected" && standing.client === client) pause(failure);
    client.destroy();
  };

  const connect = (): void => {
    const attempt = openClient(url, giveUp);
    standing = { kind: "connecting", attempt };
    void settle(attempt);
  };

  const settle = async (attempt: Promise<RedisClient>): Promise<void> => {
    const result = await attempt.catch(toStoreFailure);
    // No longer so when the store was closed meanwhile.
    const isCurrent = standing.kind === "connecting" && standing.attempt === attempt;
    if (result instanceof StoreFailure) {
      if (isCurrent) pause(result);
      return;
    }
    if (isCurrent && result.isReady) {
      failedAttempts = 0;
      standing = { kind: "connected", client: result };
      return;
    }
    result.destroy();
    if (isCurrent) pause(new StoreFailure("The store can't be reached"));
  };

  const findClient = async (): Promise<RedisClient> => {
    switch (standing.kind) {
      case "connecting":
        return await standing.attempt;
      case "connected":
        return standing.client;
      case "pausing":
        throw new StoreFailure(standing.reason);
      case "closed":
        throw new StoreFailure("The store is closed");
      default:
        return standing satisfies never;
    }
  };

  connect();
  return {
    use: async (work) => {
      try {
        return await withinStoreTimeLimit(async (signal) => {
          const client = await findClient();
          // Nothing is counted for a call that was rejected already.
          signal.throwIfAborted();
          signal.addEventListener("abort", () => {
            giveUp(client, new StoreFailure("The store hangs"));
          });
          return await work(client);
        });
      } catch (error) {
        throw toStoreFailure(error);
      }
    },
    close: () => {
      const last = standing;
      standing = { kind: "closed" };
      if (last.kind === "pausing") clearTimeout(last.timer);
      if (last.kind === "connected") last.client.destroy();
    },
  };
}

/** A client with its connection, or a rejection within the store's time limit. */
async function openClient(
  url: string,
  onFailure: (client: RedisClient, failure: StoreFailure) => void,
): Promise<RedisClient> {
  const client = createConnectionClient(url);
  // A call under way keeps the process alive by its time limit; a connection alone is no reason to go on.
  client.unref();
  // An 'error' event that nobody listens to would end the process.
  client.on("error", (error: unknown) => {
    onFailure(client, toStoreFailure(error));
  });
  const connecting = client.connect();
  try {
    await withinStoreTimeLimit(async () => await connecting);
    return client;
  } catch (error) {
    client.destroy();
    // The client can't break off an attempt: one that succeeds after all is ended then.
    void connecting.then(
      () => client.destroy(),
      () => undefined,
    );
    throw toStoreFailure(error);
  }
}

function createConnectionClient(url: string) {
  return createClient({
    url,
    // RESP 3 would need Redis 6, and brings nothing that is used here.
    RESP: 2,
    maintNotifications: "disabled",
    disableOfflineQueue: true,
    socket: { connectTimeout: storeTimeLimitMs, reconnectStrategy: false },
  });
}

function toStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  return error instanceof ErrorReply ? buildRefusedFailure(error.message) : buildUnreachableFailure(error);
}

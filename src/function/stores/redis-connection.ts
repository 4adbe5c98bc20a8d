// Node only: the client opens sockets.
import { ErrorReply, createClient } from "@redis/client";

import { StoreFailure, buildRefusedFailure, buildUnreachableFailure } from "./store-failure.ts";
import { withinStoreTimeLimit } from "./store-time-limit.ts";

/** The client of one connection. */
export type RedisClient = ReturnType<typeof createConnectionClient>;

/** A connection to Redis that reconnects by itself. */
export type RedisConnection = {
  /**
   * The result of the work on the current connection. Rejects with a `StoreFailure` within the store's time limit, and at once
   * while waiting to reconnect.
   */
  use: <T>(work: (client: RedisClient) => Promise<T>) => Promise<T>;
  /** Ends the connection; calls reject from then on. */
  close: () => void;
};

type ConnectionState =
  | { kind: "connecting"; attempt: Promise<RedisClient> }
  | { kind: "connected"; client: RedisClient }
  | { kind: "pausing"; reason: string; timer: ReturnType<typeof setTimeout> }
  | { kind: "closed" };

const shortestPauseMs = 50;
const longestPauseMs = 2000;

/**
 * Connects, and reconnects with growing pauses until it is closed.
 *
 * Each connection has its own client, and the client's own reconnecting is disabled: it has no time limit for replies or for the
 * handshake, so a server that hangs would block it for ever. Here a connection with an overdue reply is dropped.
 *
 * @param url `redis:` or `rediss:`, including credentials
 */
export function createRedisConnection(url: string, timeLimitMs: number): RedisConnection {
  let state: ConnectionState = { kind: "closed" };
  let failedAttempts = 0;

  const pause = (failure: StoreFailure): void => {
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** failedAttempts);
    failedAttempts += 1;
    // The random part keeps instances that lost the server together from reconnecting together.
    const timer = setTimeout(connect, pauseMs * (0.5 + Math.random() / 2));
    timer.unref();
    state = { kind: "pausing", reason: failure.message, timer };
  };

  const giveUp = (client: RedisClient, failure: StoreFailure): void => {
    if (state.kind === "connected" && state.client === client) pause(failure);
    client.destroy();
  };

  const connect = (): void => {
    const attempt = openClient(url, timeLimitMs, giveUp);
    state = { kind: "connecting", attempt };
    void settle(attempt);
  };

  const settle = async (attempt: Promise<RedisClient>): Promise<void> => {
    const result = await attempt.catch(toStoreFailure);
    // False when the store was closed meanwhile.
    const isCurrent = state.kind === "connecting" && state.attempt === attempt;
    if (result instanceof StoreFailure) {
      if (isCurrent) pause(result);
      return;
    }
    if (isCurrent && result.isReady) {
      failedAttempts = 0;
      state = { kind: "connected", client: result };
      return;
    }
    result.destroy();
    if (isCurrent) pause(new StoreFailure("The store can't be reached"));
  };

  const findClient = async (): Promise<RedisClient> => {
    switch (state.kind) {
      case "connecting":
        return await state.attempt;
      case "connected":
        return state.client;
      case "pausing":
        throw new StoreFailure(state.reason);
      case "closed":
        throw new StoreFailure("The store is closed");
      default:
        return state satisfies never;
    }
  };

  connect();
  return {
    use: async (work) => {
      try {
        return await withinStoreTimeLimit(async (signal) => {
          const client = await findClient();
          // A call that was already rejected must not count.
          signal.throwIfAborted();
          signal.addEventListener("abort", () => {
            giveUp(client, new StoreFailure("The store hangs"));
          });
          return await work(client);
        }, timeLimitMs);
      } catch (error) {
        throw toStoreFailure(error);
      }
    },
    close: () => {
      const last = state;
      state = { kind: "closed" };
      if (last.kind === "pausing") clearTimeout(last.timer);
      if (last.kind === "connected") last.client.destroy();
    },
  };
}

/** A client with its connection, or a rejection within the store's time limit. */
async function openClient(
  url: string,
  timeLimitMs: number,
  onFailure: (client: RedisClient, failure: StoreFailure) => void,
): Promise<RedisClient> {
  const client = createConnectionClient(url, timeLimitMs);
  // An idle connection must not keep the process alive; a pending call does so by its time limit.
  client.unref();
  // Without a listener an 'error' event would end the process.
  client.on("error", (error: unknown) => {
    onFailure(client, toStoreFailure(error));
  });
  const connecting = client.connect();
  try {
    await withinStoreTimeLimit(async () => await connecting, timeLimitMs);
    return client;
  } catch (error) {
    client.destroy();
    // The client can't abort an attempt, so one that succeeds later is destroyed then.
    void connecting.then(
      () => client.destroy(),
      () => undefined,
    );
    throw toStoreFailure(error);
  }
}

function createConnectionClient(url: string, timeLimitMs: number) {
  return createClient({
    url,
    // RESP 3 would need Redis 6 and adds nothing that is used here.
    RESP: 2,
    maintNotifications: "disabled",
    disableOfflineQueue: true,
    socket: { connectTimeout: timeLimitMs, reconnectStrategy: false },
  });
}

function toStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  return error instanceof ErrorReply ? buildRefusedFailure(error.message) : buildUnreachableFailure(error);
}

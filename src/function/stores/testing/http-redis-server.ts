import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";

import type { RedisAdmin } from "./redis-admin.ts";

/** How the server answers: like Redis, never, or with that status and body. */
export type HttpRedisBehaviour = "answer" | "say nothing" | { status: number; body: string };

/** A server for Redis commands over HTTP, each a JSON array with a bearer token. */
export type HttpRedisServer = {
  url: URL;
  setBehaviour: (behaviour: HttpRedisBehaviour) => void;
  /** Stops listening until it is opened again at the same address. */
  close: () => Promise<void>;
  open: () => Promise<void>;
};

/** Starts a server on a free port that passes commands on to a Redis. */
export async function startHttpRedisServer(redis: RedisAdmin, token: string): Promise<HttpRedisServer> {
  let behaviour: HttpRedisBehaviour = "answer";

  const answer = async (authorization: string | undefined, body: string): Promise<[number, unknown]> => {
    if (authorization !== `Bearer ${token}`)
      return [401, { error: "WRONGPASS invalid or missing auth token" }];
    const command: unknown = JSON.parse(body);
    if (!isCommand(command)) return [400, { error: "ERR a command is an array of texts" }];
    try {
      return [200, { result: await redis.command(...command) }];
    } catch (error) {
      return [400, { error: error instanceof Error ? error.message : "ERR" }];
    }
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (behaviour === "say nothing") return;
    if (typeof behaviour === "object") {
      response.writeHead(behaviour.status).end(behaviour.body);
      return;
    }
    const [status, value] =
      request.method === "POST" ? await answer(request.headers.authorization, body) : [405, { error: "ERR" }];
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  };

  const server: Server = createServer((request, response) => {
    // A client that gave up needs no answer.
    respond(request, response).catch(() => response.destroy());
  });

  let port = 0;
  const open = async (): Promise<void> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server listens on no port");
    port = address.port;
  };

  await open();
  return {
    url: new URL(`http://127.0.0.1:${String(port)}`),
    setBehaviour: (next) => {
      behaviour = next;
    },
    open,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function isCommand(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === "string");
}

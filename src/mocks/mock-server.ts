import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { sendWebResponse, toWebRequest } from "./node-http.ts";
import { createMockWorkos, type MockWorkos, type MockWorkosOptions } from "./workos/mock-workos.ts";

export type MockServer = {
  /** Address of the API, as its access tokens name it. */
  origin: string;
  port: number;
  workos: MockWorkos;
  close(): Promise<void>;
};

/**
 * A mocked WorkOS on a port of its own.
 * @param listen `port` 0 takes a free one; `originOf` says under which address the port is reached
 */
export async function startMockServer(
  listen: { port: number; host: string; originOf: (port: number) => string },
  options: Omit<MockWorkosOptions, "origin">,
): Promise<MockServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = addressOf(server);
  const origin = listen.originOf(port);
  const workos = createMockWorkos({ ...options, origin });
  server.on("request", (message, reply) => {
    workos
      .answer(toWebRequest(message, reply, origin))
      .then((response) => sendWebResponse(response ?? new Response("Not found", { status: 404 }), reply))
      .catch((error: unknown) => reply.destroy(error instanceof Error ? error : undefined));
  });
  return {
    origin,
    port,
    workos,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return address;
}

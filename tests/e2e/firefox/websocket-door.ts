import { once } from "node:events";
import { type IncomingMessage } from "node:http";

import { type WebSocket, WebSocketServer } from "ws";

/**
 * Opens a WebSocket server on a free port of the loopback interface and gives the port. `onPeer` gets each peer that comes, and
 * the path that it asked for, such as `/session`.
 */
export async function openWebSocketDoor(onPeer: (peer: WebSocket, path: string) => void): Promise<number> {
  const server = new WebSocketServer({
    host: "127.0.0.1",
    port: 0,
    // An Origin means that a page is asking. It must not steer the browser that shows it.
    verifyClient: ({ req }: { req: IncomingMessage }) => req.headers.origin === undefined,
  });
  server.on("connection", (peer, request) => onPeer(peer, request.url ?? "/"));
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

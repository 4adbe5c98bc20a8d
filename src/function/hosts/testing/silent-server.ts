import { once } from "node:events";
import { type AddressInfo, type Server, type Socket, createServer } from "node:net";

/** A TCP server that takes connections and says nothing. */
export type SilentServer = { port: number; close: () => Promise<void> };

/** Starts one on the port, or on a free one. */
export async function startSilentServer(port = 0): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.resume();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: readPort(server.address()),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function readPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return address.port;
}

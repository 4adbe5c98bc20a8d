import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";

import { findFreePorts } from "./free-ports.ts";

/** Stands before a server on this machine and can fall silent, as a network does that loses packets. */
export type TcpProxy = {
  port: number;
  /** Passes nothing on any more: on the connections that stand, for ever; on new ones, which are still taken, too. */
  fallSilent: () => void;
  /** New connections pass again. Those that were silent stay so. */
  speak: () => void;
  /** Connections that were ever taken, and that stand now. */
  count: () => { taken: number; standing: number };
  close: () => Promise<void>;
};

/** Starts one before the port. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const standing = new Set<Socket>();
  const state = { isSilent: false, taken: 0 };
  const server = createServer((socket) => {
    state.taken += 1;
    standing.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => standing.delete(socket));
    socket.resume();
    if (state.isSilent) return;
    const target = connect(targetPort, "127.0.0.1");
    target.on("error", () => socket.destroy());
    target.on("close", () => socket.destroy());
    socket.on("close", () => target.destroy());
    socket.pipe(target).pipe(socket);
  });
  const [port = 0] = await findFreePorts(1);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port,
    fallSilent: () => {
      state.isSilent = true;
      for (const socket of standing) {
        // Nothing is taken from it any more, and nothing is written to it.
        socket.unpipe();
        socket.write = () => true;
        socket.resume();
      }
    },
    speak: () => {
      state.isSilent = false;
    },
    count: () => ({ taken: state.taken, standing: standing.size }),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of standing) socket.destroy();
      await closed;
    },
  };
}

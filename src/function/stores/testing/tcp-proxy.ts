import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";

import { findFreePorts } from "./free-ports.ts";

/** A proxy to a local server that can go silent, like a network that drops packets. */
export type TcpProxy = {
  port: number;
  /** Passes on nothing any more: for ever on open connections, and on new ones, which are still accepted. */
  fallSilent: () => void;
  /** Passes on new connections again; silent ones stay silent. */
  speak: () => void;
  /** Connections accepted so far, and open now. */
  count: () => { accepted: number; open: number };
  close: () => Promise<void>;
};

/** Starts a proxy to the port. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const state = { isSilent: false, accepted: 0 };
  const server = createServer((socket) => {
    state.accepted += 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
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
      for (const socket of open) {
        // Nothing is read from the socket or written to it any more.
        socket.unpipe();
        socket.write = () => true;
        socket.resume();
      }
    },
    speak: () => {
      state.isSilent = false;
    },
    count: () => ({ accepted: state.accepted, open: open.size }),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

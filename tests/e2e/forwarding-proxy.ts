import { createServer, request, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Server as SocketServer } from "node:net";

import { testCertificate } from "../../src/function/features/local-issuer/mail/testing/test-certificate.ts";

/** The headers that the server gets in place of the browser's. */
export type ChangeHeaders = (incoming: IncomingMessage) => Record<string, string>;

/**
 * A proxy for a browser that has every address answered by the server at `target`: of plain HTTP as a name of this machine's network
 * would be, and of HTTPS as a tunnel would be, which changes headers.
 */
export async function startForwardingProxy(target: string, changeHeaders: ChangeHeaders) {
  const forward =
    (change: ChangeHeaders): RequestListener =>
    (incoming, outgoing) => {
      const { pathname, search } = new URL(incoming.url ?? "/", target);
      const headers = { ...incoming.headers, ...change(incoming) };
      const asked = request(new URL(pathname + search, target), { method: incoming.method, headers });
      asked.on("error", () => outgoing.destroy());
      asked.on("response", (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      });
      incoming.pipe(asked);
    };
  const { certificate: cert, key } = testCertificate;
  const tunnel = createSecureServer({ cert, key }, forward(changeHeaders));
  const tunnelPort = await listen(tunnel);
  const proxy = createServer(forward(() => ({})));
  proxy.on("connect", (_, socket) => {
    const onward = connect(tunnelPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    const end = (): void => {
      socket.destroy();
      onward.destroy();
    };
    socket.on("error", end);
    onward.on("error", end);
  });
  const port = await listen(proxy);
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      for (const server of [tunnel, proxy]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function listen(server: SocketServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return address.port;
}

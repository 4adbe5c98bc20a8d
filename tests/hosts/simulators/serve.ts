import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

import { type Edge, type SimulatedHost, simulatedAddressHeader } from "./edge.ts";
import { simulateLambda } from "./lambda.ts";
import { simulateNetlify } from "./netlify.ts";
import { simulateVercel } from "./vercel.ts";

// `node serve.ts <host> <directory of the output> <port>`: the network of a host, on a port of this machine.

const simulators: Record<string, (directory: string) => Promise<Edge>> = {
  vercel: simulateVercel,
  netlify: simulateNetlify,
  lambda: simulateLambda,
} satisfies Record<SimulatedHost, unknown>;

const [host = "", directory = "", port = ""] = process.argv.slice(2);
const edge = await simulators[host]?.(directory);
if (edge === undefined) throw new Error(`There is no simulator of ${host}`);

const server = createServer({ maxHeaderSize: 65_536 }, (incoming, outgoing) => {
  const answer = async (): Promise<void> => {
    const headers = new Headers();
    for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
      headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
    }
    const client = headers.get(simulatedAddressHeader) ?? "";
    headers.delete(simulatedAddressHeader);
    const url = new URL(`http://localhost${incoming.url ?? "/"}`);
    const response = await edge({
      method: incoming.method ?? "GET",
      pathname: url.pathname,
      search: url.search,
      headers,
      body: await buffer(incoming),
      client,
    });
    const cookies = response.headers.getSetCookie();
    response.headers.delete("set-cookie");
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "set-cookie": cookies });
    outgoing.end(incoming.method === "HEAD" ? undefined : response.body);
  };
  answer().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? String(error.stack) : String(error)}\n`);
    outgoing.writeHead(502).end();
  });
});
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("Portico is at the simulator\n"));

import { createServer } from "node:net";

/**
 * Below the ports that systems give to connections and to servers that take any (32768 and above on Linux): one of those may be taken
 * before the server that it is for has started. Browsers refuse some ports below 11000.
 */
const lowestPort = 11_000;
const highestPort = 32_000;
const given = new Set<number>();

/** Ports of this machine on which nothing listens right now, each given once. */
export async function findFreePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

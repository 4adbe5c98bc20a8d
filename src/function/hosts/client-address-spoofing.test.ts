import type { Server } from "node:http";

import { afterAll, describe, expect, it } from "vitest";
import { createServer as createViteServer } from "vite";
import * as v from "valibot";

import { testVariables } from "../testing/test-workos.ts";
import { apiPaths, requestMarkerHeader } from "../../contract/api-paths.ts";
import { createApp } from "../core/app.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { porticoFunction } from "./dev-server.ts";
import { createPorticoServer } from "./node-server.ts";
import { emptyBuild } from "./testing/empty-build.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";

/** Headers in which proxies and platforms pass on a client's address; a client can set any of them to anything. */
const claimHeaders = [
  "X-Forwarded-For",
  "Forwarded",
  "X-Real-IP",
  "X-Client-IP",
  "X-Cluster-Client-IP",
  "True-Client-IP",
  "CF-Connecting-IP",
  "CF-Connecting-IPv6",
  "Fastly-Client-IP",
  "Fly-Client-IP",
  "X-Vercel-Forwarded-For",
  "X-NF-Client-Connection-IP",
  "X-Azure-ClientIP",
  "X-Appengine-User-IP",
  "X-Envoy-External-Address",
  "Portico-Client-Address",
  "portico-client-address",
];
const claimed = "203.0.113.66";
const variables: FunctionVariables = testVariables;
const socketAddress = /^(?:::1|127\.0\.0\.1|::ffff:127\.0\.0\.1|::ffff:7f00:1)$/;
const closing: (() => Promise<unknown>)[] = [];

/** A WorkOS that records the client address of each send, null when the function knows none. */
function watchWorkos() {
  const addresses: (string | null)[] = [];
  const fetchAsWorkos: typeof fetch = async (input, init) => {
    const body = v.parse(
      v.object({ ip_address: v.optional(v.string()) }),
      await new Request(input, init).json(),
    );
    addresses.push(body.ip_address ?? null);
    return Response.json({ message: "x" }, { status: 400 });
  };
  return { addresses, fetchAsWorkos };
}

type Adapter = {
  send: (headers: Record<string, string>) => Promise<Response>;
  addresses: (string | null)[];
  log: LogEntry[];
};

function buildSend(ask: (path: string, init: RequestInit) => Promise<Response>, origin: string) {
  let sends = 0;
  return async (headers: Record<string, string>): Promise<Response> => {
    sends += 1;
    return await ask(apiPaths.sendEmailCode, {
      method: "POST",
      body: JSON.stringify({ email: `p${String(sends)}@example.com` }),
      headers: {
        "Content-Type": "application/json",
        Origin: origin,
        [requestMarkerHeader.name]: requestMarkerHeader.value,
        ...headers,
      },
    });
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  closing.push(
    async () =>
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return `http://localhost:${String(address.port)}`;
}

async function startNodeHost(more: FunctionVariables = {}): Promise<Adapter> {
  const log: LogEntry[] = [];
  const { addresses, fetchAsWorkos } = watchWorkos();
  const ownOrigin = "http://localhost:4300";
  const server = createPorticoServer({
    files: emptyBuild,
    variables: { ...variables, ...more },
    ownOrigin,
    writeLog: (entry) => void log.push(entry),
    fetch: fetchAsWorkos,
  });
  const base = await listen(server);
  return { addresses, log, send: buildSend(async (path, init) => await fetch(base + path, init), ownOrigin) };
}

async function startViteHost(): Promise<Adapter> {
  const { addresses, fetchAsWorkos } = watchWorkos();
  const server = await createViteServer({
    root: import.meta.dirname,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true },
    server: { port: 0, host: "localhost", watch: null, ws: false },
    plugins: [porticoFunction({ variables, fetch: fetchAsWorkos })],
  });
  await server.listen();
  closing.push(async () => await server.close());
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === "string") throw new Error("no port");
  const base = `http://localhost:${String(address.port)}`;
  return { addresses, log: [], send: buildSend(async (path, init) => await fetch(base + path, init), base) };
}

function startBareFunction(clientAddressHeader?: string): Adapter {
  const { addresses, fetchAsWorkos } = watchWorkos();
  const origin = "https://console.example.com";
  const app = createApp({
    variables: { ...variables, PORTICO_ORIGIN: origin },
    counterStore: createMemoryCounterStore(),
    fetch: fetchAsWorkos,
    wait: () => Promise.resolve(),
    ...(clientAddressHeader === undefined ? {} : { clientAddressHeader }),
  });
  return {
    addresses,
    log: [],
    send: buildSend(async (path, init) => await app.fetch(new Request(origin + path, init)), origin),
  };
}

/** Each header by itself, all of them at once, and different forms of an address. */
const claims: Record<string, string>[] = [
  ...claimHeaders.map((header) => ({ [header]: claimed })),
  Object.fromEntries(claimHeaders.map((header) => [header, claimed])),
  { "X-Forwarded-For": `${claimed}, 127.0.0.1`, Forwarded: `for=${claimed};proto=https` },
  { "X-Forwarded-For": "2001:db8::66", "X-Real-IP": `::ffff:${claimed}` },
];

async function sendAll(adapter: Adapter, requests: Record<string, string>[]): Promise<void> {
  const answers = await Promise.all(requests.map(async (headers) => await adapter.send(headers)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await expect.poll(() => adapter.addresses.length).toBe(requests.length);
}

async function sendClaims(adapter: Adapter): Promise<void> {
  await sendAll(adapter, claims);
}

afterAll(async () => {
  await Promise.all(closing.map(async (close) => await close()));
});

describe("a client that claims another address", { timeout: 60_000 }, () => {
  it("uses the socket's address in the Node host, whatever a client claims", async () => {
    const adapter = await startNodeHost();
    await sendClaims(adapter);
    for (const address of adapter.addresses) expect(address).toMatch(socketAddress);
  });

  it("uses the socket's address in the development server, whatever a client claims", async () => {
    const adapter = await startViteHost();
    await sendClaims(adapter);
    for (const address of adapter.addresses) expect(address).toMatch(socketAddress);
  });

  it("uses only the proxy's header in a Node host behind a proxy", async () => {
    const adapter = await startNodeHost({ PORTICO_CLIENT_ADDRESS_HEADER: "X-Real-IP" });
    const fromProxy = { "X-Real-IP": "198.51.100.7" };
    const others = claims.map((headers) => ({ ...headers, ...fromProxy }));
    await sendAll(adapter, others);
    expect(new Set(adapter.addresses)).toEqual(new Set(["198.51.100.7"]));
  });

  it.each([
    `${claimed}, 198.51.100.7`,
    `198.51.100.7,${claimed}`,
    `${claimed}:80, 198.51.100.7:80`,
    `for=${claimed}, for=198.51.100.7`,
    "unknown",
    "[2001:db8::66",
    "127.0.0.1.evil.example",
    "",
  ])(
    "treats the address as unknown when the proxy's header doesn't contain exactly one: %j",
    async (value) => {
      const adapter = startBareFunction("X-Real-IP");
      await adapter.send({ "X-Real-IP": value });
      await expect.poll(() => adapter.addresses).toEqual([null]);
    },
  );

  it.each([
    ["an address with a port", "X-Forwarded-For", (index: number) => `203.0.113.${String(index)}:51234`],
    [
      "an IPv6 address with a port",
      "X-Forwarded-For",
      (index: number) => `[2001:db8:0:${String(index)}::1]:443`,
    ],
    ["a NAT64 address", "X-Real-IP", (index: number) => `64:ff9b::203.0.113.${String(index)}`],
    [
      "an element of Forwarded",
      "Forwarded",
      (index: number) => `for="203.0.113.${String(index)}:80";proto=https`,
    ],
  ])("gives each of 31 clients its own limit for %s in %s", async (_, header, addressOf) => {
    const adapter = await startNodeHost({ PORTICO_CLIENT_ADDRESS_HEADER: header });
    const statuses = await Promise.all(
      Array.from(
        { length: 31 },
        async (_, index) => (await adapter.send({ [header]: addressOf(index) })).status,
      ),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(adapter.log.filter(({ event }) => event === "client_address_unreadable")).toEqual([]);
  });

  it.each([
    ["a list", { "X-Real-IP": `${claimed}, 198.51.100.7` }],
    ["no address", { "X-Real-IP": "unknown" }],
    ["no such header", {}],
  ])("logs once what to set when the proxy sends %s", async (found, headers: Record<string, string>) => {
    const adapter = await startNodeHost({ PORTICO_CLIENT_ADDRESS_HEADER: "X-Real-IP" });
    await sendAll(adapter, [headers, headers, headers]);
    const entries = adapter.log.filter(({ event }) => event === "client_address_unreadable");
    expect(entries).toMatchObject([
      {
        level: "warn",
        header: "X-Real-IP",
        found,
        remedy: expect.stringContaining("PORTICO_CLIENT_ADDRESS_HEADER"),
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain(claimed);
  });

  it("counts all clients under one limit when no header is configured", async () => {
    const adapter = startBareFunction();
    await sendClaims(adapter);
    expect(new Set(adapter.addresses)).toEqual(new Set([null]));
    const statuses: number[] = [];
    for (let index = claims.length; index < 31; index += 1) {
      statuses.push((await adapter.send({ "X-Real-IP": `203.0.113.${String(index)}` })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });
});

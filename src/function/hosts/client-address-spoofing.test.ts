import type { Server } from "node:http";

import { afterAll, describe, expect, it } from "vitest";
import { createServer as createViteServer } from "vite";
import * as v from "valibot";

import { apiPaths, requestMarkerHeader } from "../../contract/api-paths.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../../mocks/development-credentials.ts";
import { createApp } from "../core/app.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { porticoFunction } from "./dev-server.ts";
import { createPorticoServer } from "./node-server.ts";
import { emptyBuild } from "./testing/empty-build.ts";

/** Headers in which proxies and platforms pass a client's address on; a client can write into any of them what it likes. */
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
const variables: FunctionVariables = {
  WORKOS_API_KEY: mockApiKey,
  WORKOS_CLIENT_ID: mockClientId,
  PORTICO_KEYS: mockSealingKeys,
};
const socketAddress = /^(?:::1|127\.0\.0\.1|::ffff:127\.0\.0\.1|::ffff:7f00:1)$/;
const closing: (() => Promise<unknown>)[] = [];

/** WorkOS as the function asks it: the client address that it is told with each send, null where the function knows none. */
function watchWorkos() {
  const told: (string | null)[] = [];
  const fetchAsWorkos: typeof fetch = async (input, init) => {
    const body = v.parse(
      v.object({ ip_address: v.optional(v.string()) }),
      await new Request(input, init).json(),
    );
    told.push(body.ip_address ?? null);
    return Response.json({ message: "x" }, { status: 400 });
  };
  return { told, fetchAsWorkos };
}

type Adapter = {
  send: (headers: Record<string, string>) => Promise<Response>;
  told: (string | null)[];
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
  const { told, fetchAsWorkos } = watchWorkos();
  const ownOrigin = "http://localhost:4300";
  const server = createPorticoServer({
    files: emptyBuild,
    variables: { ...variables, ...more },
    ownOrigin,
    writeLog: () => undefined,
    fetch: fetchAsWorkos,
  });
  const base = await listen(server);
  return { told, send: buildSend(async (path, init) => await fetch(base + path, init), ownOrigin) };
}

async function startViteHost(): Promise<Adapter> {
  const { told, fetchAsWorkos } = watchWorkos();
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
  return { told, send: buildSend(async (path, init) => await fetch(base + path, init), base) };
}

function startBareFunction(clientAddressHeader?: string): Adapter {
  const { told, fetchAsWorkos } = watchWorkos();
  const origin = "https://console.example.com";
  const app = createApp({
    variables: { ...variables, PORTICO_ORIGIN: origin },
    fetch: fetchAsWorkos,
    wait: () => Promise.resolve(),
    ...(clientAddressHeader === undefined ? {} : { clientAddressHeader }),
  });
  return {
    told,
    send: buildSend(async (path, init) => await app.fetch(new Request(origin + path, init)), origin),
  };
}

/** Every header alone, all of them at once, and the ways to write an address. */
const claims: Record<string, string>[] = [
  ...claimHeaders.map((header) => ({ [header]: claimed })),
  Object.fromEntries(claimHeaders.map((header) => [header, claimed])),
  { "X-Forwarded-For": `${claimed}, 127.0.0.1`, Forwarded: `for=${claimed};proto=https` },
  { "X-Forwarded-For": "2001:db8::66", "X-Real-IP": `::ffff:${claimed}` },
];

async function sendAll(adapter: Adapter, requests: Record<string, string>[]): Promise<void> {
  const answers = await Promise.all(requests.map(async (headers) => await adapter.send(headers)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await expect.poll(() => adapter.told.length).toBe(requests.length);
}

async function sendClaims(adapter: Adapter): Promise<void> {
  await sendAll(adapter, claims);
}

afterAll(async () => {
  await Promise.all(closing.map(async (close) => await close()));
});

describe("a client that claims another address", { timeout: 60_000 }, () => {
  it("is known by its socket to the Node host", async () => {
    const adapter = await startNodeHost();
    await sendClaims(adapter);
    for (const address of adapter.told) expect(address).toMatch(socketAddress);
  });

  it("is known by its socket to the development server", async () => {
    const adapter = await startViteHost();
    await sendClaims(adapter);
    for (const address of adapter.told) expect(address).toMatch(socketAddress);
  });

  it("is known by what the proxy writes to a Node host behind one, and by nothing else", async () => {
    const adapter = await startNodeHost({ PORTICO_CLIENT_ADDRESS_HEADER: "X-Real-IP" });
    const fromProxy = { "X-Real-IP": "198.51.100.7" };
    const others = claims.map((headers) => ({ ...headers, ...fromProxy }));
    await sendAll(adapter, others);
    expect(new Set(adapter.told)).toEqual(new Set(["198.51.100.7"]));
  });

  it.each([
    `${claimed}, 198.51.100.7`,
    `198.51.100.7,${claimed}`,
    `${claimed}:80`,
    "unknown",
    "[2001:db8::66]",
    "127.0.0.1.evil.example",
    "",
  ])(
    "gains no address of its own where the proxy's header holds more or less than one: %j",
    async (value) => {
      const adapter = startBareFunction("X-Real-IP");
      await adapter.send({ "X-Real-IP": value });
      await expect.poll(() => adapter.told).toEqual([null]);
    },
  );

  it("shares one limit with everybody where no header is named", async () => {
    const adapter = startBareFunction();
    await sendClaims(adapter);
    expect(new Set(adapter.told)).toEqual(new Set([null]));
    const statuses: number[] = [];
    for (let index = claims.length; index < 31; index += 1) {
      statuses.push((await adapter.send({ "X-Real-IP": `203.0.113.${String(index)}` })).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });
});

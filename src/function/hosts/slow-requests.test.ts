import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { testVariables } from "../testing/test-workos.ts";
import { apiPaths, requestMarkerHeader } from "../../contract/api-paths.ts";
import { createTestBrowser } from "../testing/test-browser.ts";
import { createPorticoServer } from "./node-server.ts";
import { emptyBuild } from "./testing/empty-build.ts";

const ownOrigin = "http://localhost:4300";
const slowSockets = 500;
const sockets: Socket[] = [];
let server: Server;
let port = 0;

beforeEach(async () => {
  server = createPorticoServer({
    files: emptyBuild,
    variables: testVariables,
    ownOrigin,
    writeLog: () => undefined,
    fetch: () => Promise.resolve(Response.json({ message: "x" }, { status: 400 })),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  port = address.port;
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

const wholeHead = [
  `POST ${apiPaths.sendEmailCode} HTTP/1.1`,
  "Host: localhost",
  `Origin: ${ownOrigin}`,
  "Content-Type: application/json",
  `${requestMarkerHeader.name}: ${requestMarkerHeader.value}`,
  "Content-Length: 40",
  "",
].join("\r\n");

/** Begins a request and never finishes it; resolves to the answer. */
async function openSlowly(beginning: string): Promise<{ answer: string; isOpen: boolean }> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  const client = { answer: "", isOpen: true };
  socket.setEncoding("utf8").on("data", (chunk) => (client.answer += String(chunk)));
  socket.on("close", () => (client.isOpen = false));
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(beginning);
  return client;
}

describe("five hundred slow sockets", { timeout: 60_000 }, () => {
  it("serves other clients during five hundred slow requests, and answers those 408 after five seconds of a body", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const slow = await Promise.all(
      Array.from({ length: slowSockets }, async (_, index) =>
        // Half of them stop in the headers, the others in the body.
        openSlowly(
          index % 2 === 0 ? "POST /api/email-code/send HTTP/1.1\r\nHost: loc" : `${wholeHead}\r\n{"email`,
        ),
      ),
    );
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThanOrEqual(slowSockets / 2));
    expect(slow.filter(({ isOpen, answer }) => isOpen && answer === "")).toHaveLength(slowSockets);

    const browser = createTestBrowser(
      {
        fetch: async (request) =>
          await fetch(`http://127.0.0.1:${String(port)}${new URL(request.url).pathname}`, {
            method: request.method,
            headers: request.headers,
            body: await request.text(),
          }),
      },
      { origin: ownOrigin },
    );
    const health = await fetch(`http://127.0.0.1:${String(port)}${apiPaths.health}`);
    expect(health.status).toBe(200);
    expect((await browser.post(apiPaths.signOut, {})).status).toBe(200);
    expect(slow.filter(({ isOpen, answer }) => isOpen && answer === "")).toHaveLength(slowSockets);

    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    await vi.waitFor(() =>
      expect(slow.filter(({ answer }) => answer.startsWith("HTTP/1.1 408 "))).toHaveLength(slowSockets / 2),
    );
  });

  it("allows ten seconds for headers and fifteen for a request, enforced by Node", () => {
    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(15_000);
  });
});

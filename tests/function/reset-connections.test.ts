import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";

import { afterEach, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { createCallers } from "../../src/function/testing/callers.ts";
import { testOrigin } from "../../src/function/testing/test-browser.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { grace } from "../../src/mocks/people.ts";
import { signingKeyPair } from "../../src/mocks/workos/development-keys.ts";
import { bundleFunction } from "./bundle-function.ts";
import { serveWorkos, workosOrigin } from "./serve-workos.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { startWorkerd } from "./start-workerd.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** The function in workerd, whose WorkOS answers the first request for its keys never. */
async function setUp() {
  const workos = createTestWorkos({ now: Date.now });
  const asked: string[] = [];
  const served = await serveWorkos({
    answer: async (request) => {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      const isFirstForKeys = asked.filter((path) => path.includes("/jwks")).length === 1;
      return pathname.includes("/jwks") && isFirstForKeys
        ? await new Promise<Response>(() => undefined)
        : await workos.answer(request);
    },
  });
  closing.push(served.close);
  const { code } = await bundleFunction(join(import.meta.dirname, "one-app-worker.ts"));
  const bindings = Object.entries({
    ...testVariables,
    PORTICO_ORIGIN: testOrigin,
    WORKOS_API_URL: served.origin,
    WORKOS_ISSUER: workosOrigin,
  });
  const workerd = await startWorkerd(
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "function", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-01-01",
      bindings = [${bindings.map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`).join(", ")}],
      globalOutbound = "network"
    )),
    (name = "network", network = (allow = ["private", "public"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "function")]
);
`,
    { "worker.mjs": code },
  );
  closing.push(workerd.stop);
  const origin = workerd.originOf("http");
  const callers = createCallers({
    app: {
      fetch: async (request) => {
        const { pathname } = new URL(request.url);
        return await fetch(`${origin}${pathname}`, { headers: request.headers });
      },
    },
    key: signingKeyPair,
    issuer: workosOrigin,
    now: Date.now,
  });
  return { asked, origin, caller: await callers.callAs({ sub: grace.id }) };
}

it.runIf(isLongRun)(
  "answers calls in workerd after a client has reset its connection while WorkOS's keys were fetched",
  async () => {
    const { asked, origin, caller } = await setUp();
    const socket = connect(Number(new URL(origin).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      `GET ${apiPaths.listAccountSessions} HTTP/1.1\r\nHost: console.example.com\r\nAuthorization: Bearer ${caller.token}\r\n\r\n`,
    );
    await vi.waitUntil(() => asked.some((path) => path.includes("/jwks")), { timeout: 30_000 });
    socket.resetAndDestroy();
    // The first of these come while the keys count as being fetched.
    const list = async () => (await caller.get(apiPaths.listAccountSessions)).status;
    expect(await Promise.all([list(), list(), list()])).toEqual([200, 200, 200]);
    expect(await list()).toBe(200);
  },
  60_000,
);

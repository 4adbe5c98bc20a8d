import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it, vi } from "vitest";
import workerdPath from "workerd";

import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseHealth, parseSessionAnswer, parseSignOutAnswer } from "../../src/contract/session.ts";
import { createApp } from "../../src/function/core/app.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";
import { sendWebResponse, toWebRequest } from "../../src/mocks/node-http.ts";
import { ada, emmy, grace, margaret } from "../../src/mocks/people.ts";
import { createMockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { bundleFunction } from "./bundle-function.ts";

const workosOrigin = "https://api.workos.com";
const variables = {
  ...testVariables,
  PORTICO_ORIGIN: testOrigin,
};

type App = { fetch: (request: Request) => Response | Promise<Response> };
type Workos = ReturnType<typeof createMockWorkos>;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function createWorkos(): Workos {
  return createTestWorkos();
}

/** The core in this process with a mocked WorkOS. */
function openOnNode(workos: Workos): Promise<App> {
  const app = createApp({
    variables,
    counterStore: createMemoryCounterStore(),
    fetch: async (input, init) => (await workos.answer(new Request(input, init))) ?? Response.error(),
  });
  return Promise.resolve(app);
}

let bundle: ReturnType<typeof bundleFunction> | null = null;

/** The bundled core in workerd, with a mocked WorkOS over the network. */
async function openInWorkerd(workos: Workos): Promise<App> {
  const apiUrl = await serveWorkos(workos);
  const { code } = await (bundle ??= bundleFunction(join(import.meta.dirname, "workerd-worker.ts")));
  const directory = await mkdtemp(join(tmpdir(), "portico-workerd-"));
  closing.push(() => rm(directory, { recursive: true }));
  const bindings = Object.entries({ ...variables, WORKOS_API_URL: apiUrl, WORKOS_ISSUER: workosOrigin });
  await writeFile(join(directory, "worker.mjs"), code);
  await writeFile(
    join(directory, "config.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "core", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-01-01",
      bindings = [${bindings.map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`).join(", ")}],
      globalOutbound = "network"
    )),
    (name = "network", network = (allow = ["private", "public"]))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "core")]
);
`,
  );
  const port = await startWorkerd(join(directory, "config.capnp"));
  return {
    // Node's fetch omits some headers that browsers set; the function checks only those that are present.
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      return await fetch(`http://127.0.0.1:${String(port)}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.method === "POST" && { body: await request.text() }),
      });
    },
  };
}

async function serveWorkos(workos: Workos): Promise<string> {
  const server = createServer((message, reply) => {
    const answer = async (): Promise<void> => {
      const response = await workos.answer(toWebRequest(message, reply, workosOrigin));
      await sendWebResponse(response ?? new Response(null, { status: 404 }), reply);
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return `http://127.0.0.1:${String(address.port)}`;
}

/** Starts workerd on a free port, which it reports on its control channel. */
async function startWorkerd(config: string): Promise<number> {
  const child = spawn(workerdPath, ["serve", config, "--control-fd=3"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  closing.push(async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
  });
  const control = child.stdio[3];
  if (control === null || control === undefined || !("setEncoding" in control)) throw new Error("no control");
  control.setEncoding("utf8");
  return await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`workerd ended with ${String(code)}`)));
    control.on("data", (text: string) => {
      const port = /"port":([0-9]+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

/** Requests a code and types the mailed one; resolves to the answer. */
async function typeMailedCode(workos: Workos, browser: TestBrowser, email: string): Promise<Response> {
  expect((await browser.post(apiPaths.sendEmailCode, { email })).status).toBe(202);
  const readCode = () => /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0];
  await vi.waitUntil(() => readCode() !== undefined, { timeout: 30_000 });
  return await browser.post(apiPaths.verifyEmailCode, { code: readCode() });
}

describe.each([
  ["Node", openOnNode],
  ["workerd", openInWorkerd],
])("the core without features on %s", (_, open) => {
  it("signs in with a mailed code, refreshes the session and signs out", async () => {
    const workos = createWorkos();
    const browser = createTestBrowser(await open(workos));
    const signedIn = await typeMailedCode(workos, browser, grace.email);
    expect(parseSessionAnswer(await signedIn.json())?.user.email).toBe(grace.email);

    const refreshed = await browser.post(apiPaths.refreshSession, {});
    expect(parseSessionAnswer(await refreshed.json())?.user.email).toBe(grace.email);
    const cookies = new Map(browser.cookies);

    const signedOut = await browser.post(apiPaths.signOut, {});
    expect(parseSignOutAnswer(await signedOut.json())).toEqual({ revoked: true });
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await browser.post(apiPaths.refreshSession, {})).status).toBe(401);
  }, 120_000);

  it.each(chooseRows([ada, margaret, emmy], 3))(
    "answers continue_with_workos to a code whose account needs a step, and sets no cookie: $email",
    async ({ email }) => {
      const workos = createWorkos();
      const browser = createTestBrowser(await open(workos));
      const response = await typeMailedCode(workos, browser, email);
      expect([response.status, parseProblem(await response.json())?.code]).toEqual([
        403,
        "continue_with_workos",
      ]);
      expect(response.headers.getSetCookie()).toEqual([]);
    },
    120_000,
  );

  it("answers 404 to calls of features, and reports codes as available in health", async () => {
    const app = await open(createWorkos());
    const health = await app.fetch(new Request(`${testOrigin}${apiPaths.health}`));
    expect(parseHealth(await health.json())).toEqual({ status: "ok", emailCode: "available" });
    for (const path of [apiPaths.listMembers, apiPaths.jwks, apiPaths.continueSignIn]) {
      expect((await app.fetch(new Request(`${testOrigin}${path}`))).status).toBe(404);
    }
  }, 120_000);
});

describe("the bundle of the core for a fetch host", () => {
  it("bundles the core into at most 60 % of the size of the whole function before it had a core", async () => {
    const { code } = await (bundle ??= bundleFunction(join(import.meta.dirname, "workerd-worker.ts")));
    expect(code.length).toBeLessThanOrEqual(0.6 * 434_000);
    expect(gzipSync(code).length).toBeLessThanOrEqual(0.6 * 126_000);
  });
});

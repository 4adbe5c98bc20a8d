import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it, vi } from "vitest";

import { chooseRows } from "../../src/contract/testing/long-run.ts";
import { createTestWorkos, testVariables } from "../../src/function/testing/test-workos.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { parseHealth, parseSessionAnswer, parseSignOutAnswer } from "../../src/contract/session.ts";
import { createApp } from "../../src/function/core/app.ts";
import { createTestBrowser, type TestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";
import { ada, emmy, grace, margaret } from "../../src/mocks/people.ts";
import { createMockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { bundleFunction } from "./bundle-function.ts";
import { serveWorkos, workosOrigin } from "./serve-workos.ts";
import { startWorkerd } from "./start-workerd.ts";

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
  const served = await serveWorkos(workos);
  closing.push(served.close);
  const apiUrl = served.origin;
  const { code } = await (bundle ??= bundleFunction(join(import.meta.dirname, "workerd-worker.ts")));
  const bindings = Object.entries({ ...variables, WORKOS_API_URL: apiUrl, WORKOS_ISSUER: workosOrigin });
  const workerd = await startWorkerd(
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
    { "worker.mjs": code },
  );
  closing.push(workerd.stop);
  return {
    // Node's fetch omits some headers that browsers set; the function checks only those that are present.
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      return await fetch(`${workerd.originOf("http")}${pathname}${search}`, {
        method: request.method,
        headers: request.headers,
        ...(request.method === "POST" && { body: await request.text() }),
      });
    },
  };
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

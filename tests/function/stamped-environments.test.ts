import type { Server } from "node:http";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { stampFile } from "../../src/function/hosts/built-files.ts";
import { createAnswer } from "../../src/function/hosts/create-answer.ts";
import { createPorticoServer } from "../../src/function/hosts/node-server.ts";
import { readStampedBlock } from "../../src/function/hosts/stamped-block.ts";
import { createEmptyBuild } from "../../src/function/hosts/testing/empty-build.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";
import { createTestBrowser } from "../../src/function/testing/test-browser.ts";
import { createTestWorkos } from "../../src/function/testing/test-workos.ts";
import { testSealingKeys } from "../../src/function/testing/test-keys.ts";
import { mockApiKey } from "../../src/mocks/development-credentials.ts";
import { allFeatures } from "./all-features.ts";

/** One build, whose own environment is a third one. */
const files = createEmptyBuild("client_built");
const email = "ada@analytical.example";

const environments = {
  live: {
    clientId: "client_live",
    origin: "https://console.example.com",
    workosOrigin: "https://auth.example.com",
  },
  staging: {
    clientId: "client_staging",
    origin: "https://staging.example.net",
    workosOrigin: "https://auth.example.net",
  },
};
type Environment = keyof typeof environments;

const asked: string[] = [];
const mocks = {
  live: createMock("live"),
  staging: createMock("staging"),
};
const servers: Server[] = [];
const bases: Record<Environment, string> = { live: "", staging: "" };

function createMock(name: Environment) {
  const { clientId, origin, workosOrigin } = environments[name];
  return createTestWorkos({ origin: workosOrigin, clientId, allowedOrigins: [origin] });
}

/** @param isStamped whether the build has been stamped before; the variables at the start then don't say what WorkOS it is */
async function start(name: Environment, isStamped = false): Promise<string> {
  const { clientId, origin, workosOrigin } = environments[name];
  const block = { workosClientId: clientId, workosApiUrl: workosOrigin, workosRedirectUri: null };
  const server = createPorticoServer({
    files: isStamped
      ? new Map([...files].map(([path, file]) => [path, stampFile(path, file, block)]))
      : files,
    variables: {
      ...(!isStamped && { VITE_WORKOS_CLIENT_ID: clientId, VITE_WORKOS_API_URL: workosOrigin }),
      WORKOS_API_KEY: mockApiKey,
      PORTICO_KEYS: testSealingKeys,
      PORTICO_ORIGIN: origin,
    },
    ownOrigin: origin,
    writeLog: () => undefined,
    features: allFeatures,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push(`${name} ${new URL(request.url).origin}`);
      const known = Object.values(mocks).map(async (mock) => await mock.answer(request.clone()));
      return (await Promise.all(known)).find((answer) => answer !== undefined) ?? Response.error();
    },
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return `http://localhost:${String(address.port)}`;
}

beforeAll(async () => {
  for (const name of ["live", "staging"] as const) bases[name] = await start(name);
});
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function openPage(name: Environment) {
  const response = await fetch(`${bases[name]}/dashboard`, { headers: { Accept: "text/html" } });
  return { html: await response.text(), headers: response.headers };
}

async function signIn(name: Environment): Promise<string> {
  const app = {
    fetch: async (request: Request) =>
      await fetch(bases[name] + new URL(request.url).pathname, {
        method: request.method,
        headers: request.headers,
        body: await request.text(),
      }),
  };
  const browser = createTestBrowser(app, { origin: environments[name].origin });
  expect((await browser.post(apiPaths.sendEmailCode, { email })).status).toBe(202);
  const { mailbox } = mocks[name];
  await vi.waitFor(() => expect(mailbox.latestTo(email)).not.toBeUndefined());
  const oneTimeCode = /[0-9]{6}/.exec(mailbox.latestTo(email)?.text ?? "")?.[0];
  const verified = await browser.post(apiPaths.verifyEmailCode, { code: oneTimeCode });
  return parseSessionAnswer(await verified.json())?.accessToken ?? "";
}

async function readStatus(name: Environment, token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(bases[name] + apiPaths.listOrganizations, { headers })).status;
}

describe("one build, started for two environments", () => {
  it.each(["live", "staging"] as const)(
    "has in the page and the policy only the WorkOS of %s",
    async (name) => {
      const { clientId, workosOrigin } = environments[name];
      const { html, headers } = await openPage(name);
      expect(readStampedBlock(html)).toEqual({
        workosClientId: clientId,
        workosApiUrl: workosOrigin,
        workosRedirectUri: null,
      });
      expect(headers.get("Content-Security-Policy")).toContain(`connect-src 'self' ${workosOrigin};`);
    },
  );

  it("has its own entity tag in each, so that no cache takes one page for the other", async () => {
    const tags = await Promise.all(
      (["live", "staging"] as const).map(async (name) => (await openPage(name)).headers.get("ETag")),
    );
    expect(new Set([...tags, files.get("/index.html")?.entityTag]).size).toBe(3);
    const headers = { Accept: "text/html", "If-None-Match": tags[0] ?? "" };
    const statuses = await Promise.all(
      (["live", "staging"] as const).map(
        async (name) => (await fetch(`${bases[name]}/`, { headers })).status,
      ),
    );
    expect(statuses).toEqual([304, 200]);
  });

  it("asks only its own WorkOS, and trusts only that one's tokens", async () => {
    const tokens = { live: await signIn("live"), staging: await signIn("staging") };
    expect([await readStatus("live", tokens.live), await readStatus("staging", tokens.staging)]).toEqual([
      200, 200,
    ]);
    expect([await readStatus("live", tokens.staging), await readStatus("staging", tokens.live)]).toEqual([
      401, 401,
    ]);
    expect(new Set(asked)).toEqual(
      new Set(["live https://auth.example.com", "staging https://auth.example.net"]),
    );
  });
});

describe("a split configuration", () => {
  it("is none where only the page says which WorkOS it is: the function trusts the page's tokens", async () => {
    bases.live = await start("live", true);
    expect(await readStatus("live", await signIn("live"))).toBe(200);
    expect(await readStatus("live", await signIn("staging"))).toBe(401);
  });

  it("refuses another client than the page's where the host serves the page as it was built", () => {
    expect(() =>
      createAnswer({
        files: new Map(),
        block: { workosClientId: "client_built", workosApiUrl: null, workosRedirectUri: null },
        variables: { VITE_WORKOS_CLIENT_ID: "client_live" },
        ownOrigin: "https://console.example.com",
        clientAddressHeader: "x-test",
        counterStore: createMemoryCounterStore(),
        features: [],
        writeLog: () => undefined,
      }),
    ).toThrow(/^VITE_WORKOS_CLIENT_ID differs from the one in the build, .*npm run stamp/);
  });

  it("refuses a function of another client than the page's, and says why", () => {
    expect(() =>
      createPorticoServer({
        files,
        variables: { WORKOS_CLIENT_ID: "client_live" },
        ownOrigin: "https://console.example.com",
        writeLog: () => undefined,
      }),
    ).toThrow(/^WORKOS_CLIENT_ID differs from VITE_WORKOS_CLIENT_ID of the build: .*refuse the tokens/);
  });
});

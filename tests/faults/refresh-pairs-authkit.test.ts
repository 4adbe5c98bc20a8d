// @vitest-environment jsdom

import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { mockApiKey, mockClientId } from "../../src/mocks/development-credentials.ts";
import { grace } from "../../src/mocks/people.ts";
import { createMockWorkos, type MockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { refreshTokenKey } from "../../src/workos/session-marker.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import { createFakeNetwork, type FakeNetwork } from "../../src/workos/testing/fake-network.ts";
import { type ConnectionOptions, openConnection } from "../../src/workos/testing/open-connection.tsx";

const pairs = isLongRun ? 100 : 10;
const workosOrigin = "https://auth.example";
const authenticatePath = "/user_management/authenticate";
const key = refreshTokenKey(mockClientId);

type Tab = { fetch: typeof fetch };

const tabs = new AsyncLocalStorage<Tab>();
let ownModules: NonNullable<ConnectionOptions["modules"]>[];
let workos: MockWorkos;
const timers = new Set<ReturnType<typeof setTimeout>>();
let network: FakeNetwork;

const requireHere = createRequire(import.meta.url);

/** The packages as a page that loads anew would see them, with a memory of their own. */
function loadAfresh(): Record<string, unknown> {
  for (const name of ["@workos-inc/authkit-js", "@workos-inc/authkit-react"])
    delete requireHere.cache[requireHere.resolve(name)];
  const loaded: Record<string, unknown> = requireHere("@workos-inc/authkit-react");
  return loaded;
}

beforeAll(async () => {
  // The SDK's memory is the module's: each tab gets a module of its own.
  ownModules = [];
  for (let count = 0; count < 2; count += 1) {
    vi.resetModules();
    vi.doMock("@workos-inc/authkit-react", loadAfresh);
    const { createWorkosConnection } = await import("../../src/workos/workos-connection.ts");
    const { AuthKit } = await import("../../src/workos/authkit.tsx");
    ownModules.push({ createWorkosConnection, AuthKit });
  }
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  // Real ones, because fake ones forget which tab they belong to; kept, so that they end with their page.
  const begin = globalThis.setTimeout;
  vi.stubGlobal("setTimeout", (run: () => void, delayMs?: number) => {
    const timer = begin(run, delayMs);
    timers.add(timer);
    return timer;
  });
  vi.spyOn(console, "debug").mockReturnValue();
  localStorage.clear();
  sessionStorage.clear();
  workos = createMockWorkos({
    origin: workosOrigin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [location.origin],
  });
  network = createFakeNetwork(({ url, body }) => post(url.pathname, body));
  // Each tab has its own global `fetch`, with its own guard on it.
  const outside: Tab = { fetch: network.fetch };
  vi.stubGlobal("fetch", network.fetch);
  Object.defineProperty(globalThis, "fetch", {
    configurable: true,
    get: () => (tabs.getStore() ?? outside).fetch,
    set(own: typeof fetch) {
      (tabs.getStore() ?? outside).fetch = own;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function post(path: string, body: string): Promise<Response> {
  const request = new Request(workosOrigin + path, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${mockApiKey}`,
      Origin: location.origin,
    },
    body,
  });
  return (await workos.answer(request)) ?? new Response("", { status: 404 });
}

/** Begins a session at the mocked WorkOS and gives its refresh token. */
async function beginSession(): Promise<string> {
  const { email } = grace;
  await post("/user_management/magic_auth", JSON.stringify({ email }));
  const answer = await post(
    authenticatePath,
    JSON.stringify({
      client_id: mockClientId,
      client_secret: mockApiKey,
      grant_type: "urn:workos:oauth:grant-type:magic-auth:code",
      code: /[0-9]{6}/.exec(workos.mailbox.latestTo(email)?.text ?? "")?.[0],
      email,
    }),
  );
  const { refresh_token: refreshToken }: { refresh_token: string } = await answer.json();
  return refreshToken;
}

/** Loads two tabs that restore one session at once, and refreshes both at once; says what became of both and of the session. */
async function refreshAtOnce(): Promise<string[]> {
  localStorage.setItem(key, await beginSession());
  const opened = ownModules.map((modules) => {
    const tab: Tab = { fetch: network.fetch };
    const page = tabs.run(tab, () =>
      openConnection({ apiOrigin: workosOrigin, clientId: mockClientId, modules }),
    );
    return { tab, page };
  });
  for (const { tab, page } of opened) tabs.run(tab, () => page.start(null));
  const tokens = await Promise.all(
    opened.map(({ tab, page }) =>
      tabs.run(tab, () => page.connection.getAccessToken({ forceRefresh: true }).catch(() => "no token")),
    ),
  );
  const outcomes = opened.map(({ page }, index) => {
    const { kind } = page.connection.getState();
    return tokens[index]?.split(".").length === 3 ? kind : `${kind}, ${tokens[index]}`;
  });
  const refreshToken = localStorage.getItem(key);
  const body = { client_id: mockClientId, grant_type: "refresh_token", refresh_token: refreshToken };
  const isAlive = (await post(authenticatePath, JSON.stringify(body))).ok;
  for (const { tab, page } of opened) await tabs.run(tab, () => page.close());
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
  return [...outcomes, isAlive ? "session alive" : "session lost"];
}

describe("two tabs with a session through AuthKit", () => {
  it(`loses none of ${pairs} pairs of tabs that refresh at once`, { timeout: 120_000 }, async () => {
    Object.defineProperty(navigator, "locks", { configurable: true, value: createFakeLocks() });
    for (let pair = 0; pair < pairs; pair += 1) {
      // The mock mails three codes a minute to one address.
      vi.setSystemTime(Date.now() + 60_000);
      expect(await refreshAtOnce(), `pair ${pair}`).toEqual(["active", "active", "session alive"]);
    }
    expect(network.to(authenticatePath).length).toBeGreaterThanOrEqual(2 * pairs);
  });

  it("loses sessions where nothing keeps the tabs apart, so that the count above can fail", async () => {
    Object.defineProperty(navigator, "locks", {
      configurable: true,
      value: { request: (_: string, ...rest: (() => unknown)[]) => Promise.resolve(rest.at(-1)?.()) },
    });
    expect(await refreshAtOnce()).not.toEqual(["active", "active", "session alive"]);
  });
});

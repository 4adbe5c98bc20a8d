// @vitest-environment jsdom

import { AsyncLocalStorage } from "node:async_hooks";

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { createBrowserStorage } from "../../src/config/browser-storage.ts";
import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseSessionAnswer } from "../../src/contract/session.ts";
import { createTestBrowser, testOrigin } from "../../src/function/testing/test-browser.ts";
import { createTestFunction } from "../../src/function/testing/test-function.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../../src/mocks/development-credentials.ts";
import { grace } from "../../src/mocks/people.ts";
import { createMockWorkos, type MockWorkos } from "../../src/mocks/workos/mock-workos.ts";
import { createEmailSession } from "../../src/session/email-session.ts";
import { refreshTokenKey } from "../../src/workos/session-marker.ts";
import { createSignOutMark } from "../../src/workos/sign-out-mark.ts";
import { authenticatePath } from "../../src/workos/testing/fake-issuer.ts";
import { createFakeLocks } from "../../src/workos/testing/fake-locks.ts";
import { createFakeNetwork, type FakeNetwork } from "../../src/workos/testing/fake-network.ts";
import { openConnection, settle } from "../../src/workos/testing/open-connection.ts";
import type { createWorkosConnection } from "../../src/workos/workos-connection.ts";

const pairs = 100;
const workosOrigin = "https://auth.example";
const key = refreshTokenKey(mockClientId);

let workos: MockWorkos;

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  workos = createMockWorkos({
    origin: workosOrigin,
    redirectUris: [],
    logoutUris: [],
    allowedOrigins: [location.origin],
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Milliseconds of real time would hide nothing here: the mock signs with the runtime's own cryptography. */
async function answerAsWorkos(request: Request): Promise<Response> {
  return (await workos.answer(request)) ?? new Response("", { status: 404 });
}

function post(path: string, fields: Record<string, string>): Promise<Response> {
  return answerAsWorkos(
    new Request(workosOrigin + path, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${mockApiKey}`,
        Origin: location.origin,
      },
      body: JSON.stringify(fields),
    }),
  );
}

function mailedCode(): string {
  return /[0-9]{6}/.exec(workos.mailbox.latestTo(grace.email)?.text ?? "")?.[0] ?? "no mail";
}

describe("two tabs with a session through AuthKit", () => {
  type Tab = { fetch: typeof fetch };
  const tabs = new AsyncLocalStorage<Tab>();
  let makers: (typeof createWorkosConnection)[];
  let network: FakeNetwork;

  beforeAll(async () => {
    // The SDK's memory is the module's: each tab gets a module of its own.
    makers = [];
    for (let count = 0; count < 2; count += 1) {
      vi.resetModules();
      makers.push((await import("../../src/workos/workos-connection.ts")).createWorkosConnection);
    }
  });

  beforeEach(() => {
    vi.spyOn(console, "debug").mockReturnValue();
    network = createFakeNetwork(({ url, method, body }) =>
      answerAsWorkos(
        new Request(url, {
          method,
          body,
          headers: { "Content-Type": "application/json", Origin: location.origin },
        }),
      ),
    );
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

  async function beginSession(): Promise<string> {
    await post("/user_management/magic_auth", { email: grace.email });
    const answer = await post(authenticatePath, {
      client_id: mockClientId,
      client_secret: mockApiKey,
      grant_type: "urn:workos:oauth:grant-type:magic-auth:code",
      code: mailedCode(),
      email: grace.email,
    });
    const { refresh_token: refreshToken }: { refresh_token: string } = await answer.json();
    return refreshToken;
  }

  async function refreshAtOnce(): Promise<string[]> {
    localStorage.setItem(key, await beginSession());
    const opened = makers.map((createConnection) => {
      const tab: Tab = { fetch: network.fetch };
      const page = tabs.run(tab, () =>
        openConnection({ apiOrigin: workosOrigin, clientId: mockClientId, createConnection }),
      );
      return { tab, page };
    });
    for (const { tab, page } of opened) tabs.run(tab, () => page.start(null));
    const tokens = await Promise.all(
      opened.map(({ tab, page }) =>
        tabs.run(tab, () => page.connection.getAccessToken({ forceRefresh: true })),
      ),
    );
    expect(tokens.every((token) => token.split(".").length === 3)).toBe(true);
    const kinds = opened.map(({ page }) => page.connection.getState().kind);
    const last = await post(authenticatePath, {
      client_id: mockClientId,
      grant_type: "refresh_token",
      refresh_token: localStorage.getItem(key) ?? "",
    });
    for (const { tab, page } of opened) await tabs.run(tab, () => page.close());
    return [...kinds, last.ok ? "alive" : "dead"];
  }

  it(`loses none of ${pairs} pairs of tabs that refresh at once`, { timeout: 120_000 }, async () => {
    const locks = createFakeLocks();
    Object.defineProperty(navigator, "locks", { configurable: true, value: locks });
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let pair = 0; pair < pairs; pair += 1) {
      // The mock takes ten sign-ins a minute from one address.
      vi.setSystemTime(Date.now() + 60_000);
      expect(await refreshAtOnce()).toEqual(["active", "active", "alive"]);
    }
    vi.useRealTimers();
    expect(network.to(authenticatePath).length).toBeGreaterThanOrEqual(2 * pairs);
  });

  it("loses the session where nothing keeps the tabs apart: the pairs above can fail", async () => {
    const request = (_: string, ...rest: (() => unknown)[]) => Promise.resolve(rest.at(-1)?.());
    Object.defineProperty(navigator, "locks", { configurable: true, value: { request } });
    await expect(refreshAtOnce()).rejects.toThrow();
    await settle();
  });
});

describe("two tabs with a session by an e-mail code", () => {
  async function openPair(withLock: <Value>(name: string, task: () => Promise<Value>) => Promise<Value>) {
    const variables = {
      WORKOS_API_KEY: mockApiKey,
      WORKOS_CLIENT_ID: mockClientId,
      WORKOS_API_URL: workosOrigin,
      PORTICO_KEYS: mockSealingKeys,
    };
    const { app } = createTestFunction({ answers: [answerAsWorkos], variables });
    // One browser: the tabs share its cookies.
    const browser = createTestBrowser(app, { origin: testOrigin });
    await browser.post(apiPaths.sendEmailCode, { email: grace.email });
    const verified = await browser.post(apiPaths.verifyEmailCode, { code: mailedCode() });
    const answer = parseSessionAnswer(await verified.json());
    if (answer === null) throw new Error("the code gave no session" + verified.status + mailedCode() + [...browser.cookies.keys()]);
    const storage = createBrowserStorage("localStorage");
    const network = createFakeNetwork(({ url, body }) => browser.post(url.pathname, JSON.parse(body)));
    const tabs = [1, 2].map(() =>
      createEmailSession({
        storage,
        signOutMark: createSignOutMark(storage),
        fetch: network.fetch,
        withLock,
      }),
    );
    for (const tab of tabs) tab.adopt(answer);
    return { tabs, network };
  }

  it(`loses none of ${pairs} pairs of tabs that refresh at once`, { timeout: 120_000 }, async () => {
    const locks = createFakeLocks();
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let pair = 0; pair < pairs; pair += 1) {
      vi.setSystemTime(Date.now() + 60 * 60_000);
      const { tabs, network } = await openPair((name, task) => locks.request(name, task));
      for (let round = 0; round < 2; round += 1) {
        const tokens = await Promise.all(tabs.map((tab) => tab.getAccessToken({ forceRefresh: true })));
        expect(tokens.every((token) => token?.split(".").length === 3)).toBe(true);
        expect(tabs.map((tab) => tab.getState().kind)).toEqual(["active", "active"]);
      }
      expect(network.to(apiPaths.refreshSession)).toHaveLength(4);
    }
    vi.useRealTimers();
  });
});

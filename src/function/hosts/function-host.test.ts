import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { mockApiKey } from "../../mocks/development-credentials.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { testSealingKeys } from "../testing/test-keys.ts";
import { createFunctionHost } from "./function-host.ts";

const variables = {
  PORTICO_ORIGIN: "https://console.example.com",
  PORTICO_KEYS: testSealingKeys,
  WORKOS_API_KEY: "sk_test_1",
  WORKOS_CLIENT_ID: "client_1",
};
const block = {
  workosClientId: "client_1",
  workosApiUrl: "https://auth.example.com",
  workosRedirectUri: null,
};
const scope = { waitUntil: () => undefined };

const log: string[] = [];
beforeEach(() => {
  log.length = 0;
  vi.spyOn(console, "log").mockImplementation((text) => void log.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

function createHost(changed: Record<string, string>, open = async () => await Promise.resolve()) {
  return createFunctionHost({
    block,
    variables: { ...variables, ...changed },
    hostAddressHeader: "x-real-ip",
    open: async () => {
      await open();
      return { counterStore: createMemoryCounterStore(), features: [] };
    },
  });
}

const ask = (path: string) => new Request(`https://console.example.com${path}`);

it.each([
  ["PORTICO_ORIGIN", ""],
  ["PORTICO_ORIGIN", "console.example.com"],
  ["PORTICO_KEYS", "k1:hush"],
  ["WORKOS_API_KEY", mockApiKey],
  ["WORKOS_CLIENT_ID", "client_other"],
  ["PORTICO_KEYZ", "hush"],
  ["PORTICO_CLIENT_ADDRESS_HEADER", "Authorization"],
  ["VITE_WORKOS_API_URL", "https://other.example.com"],
])(
  "the function doesn't start with %s=%s: the log names it, the answer says nothing",
  async (name, value) => {
    const host = createHost({ [name]: value });
    const response = await host(ask("/api/health"), scope);
    expect([
      response.status,
      response.headers.get("Content-Type"),
      response.headers.get("Cache-Control"),
    ]).toEqual([503, "application/problem+json", "no-store"]);
    const problem: unknown = await response.json();
    expect(problem).toMatchObject({ code: "not_configured", reference: expect.any(String) });
    expect(JSON.stringify(problem)).not.toContain(name);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(new RegExp(`"event":"function_not_started","cause":"${name} `));
    expect(log[0]).not.toContain("hush");
  },
);

it("a function that didn't start logs it once, and starts with a later request once it can", async () => {
  let failures = 2;
  const host = createHost({}, async () => {
    failures -= 1;
    if (failures >= 0) throw new Error("the accounts can't be read");
    await Promise.resolve();
  });
  expect((await host(ask("/api/health"), scope)).status).toBe(503);
  expect((await host(ask("/api/health"), scope)).status).toBe(503);
  expect(log.filter((line) => line.includes("function_not_started"))).toHaveLength(1);
  expect((await host(ask("/api/health"), scope)).status).toBe(200);
});

it("the function opens its store once for requests that arrive together", async () => {
  let opened = 0;
  const host = createHost({}, async () => {
    opened += 1;
    await Promise.resolve();
  });
  await Promise.all(
    ["/api/health", "/api/health", "/assets/old.js"].map(async (path) => await host(ask(path), scope)),
  );
  expect(opened).toBe(1);
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { apiPaths } from "../../src/contract/api-paths.ts";
import { parseProblem } from "../../src/contract/failure.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import type { CounterStore } from "../../src/function/core/counters/counter-store.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
  workosDown,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createRedisCounterStore } from "../../src/function/stores/redis-counter-store.ts";
import { connectRedisAdmin } from "../../src/function/stores/testing/redis-admin.ts";
import {
  patientTimeLimitMs,
  redisStartTimeoutMs,
  startRedisServer,
} from "../../src/function/stores/testing/redis-server.ts";
import { createSmallCounterStore } from "../../src/function/testing/small-counter-store.ts";
import { createTestBrowser, type TestBrowser } from "../../src/function/testing/test-browser.ts";
import { testVariables } from "../../src/function/testing/test-workos.ts";

const { sendEmailCode: send, verifyEmailCode: verify, refreshSession: refresh } = apiPaths;
const sessionCookie = "__Host-portico-session";
const victim = "victim@example.com";
const flooder = "flooder@example.com";
const floods = isLongRun ? 50_001 : 151;
/** In its short form the memory store keeps as few keys as the short flood needs to fill it. */
const memoryKeys = isLongRun ? 50_000 : 150;
/** The floods of one session stay far below: the store must not grow with them. */
const mostKeys = 100;
const timeoutMs = 20 * 60_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/**
 * Has the victim refresh once, floods the store with refreshes of the flooder's own session, and then presents the victim's spent
 * refresh token. Waits as long as the function says, which moves the clock.
 */
async function attack(counterStore: CounterStore, passStoreTime: (ms: number) => Promise<void>) {
  const set = createLocalIssuerFunction({
    answers: [workosDown],
    variables: testVariables,
    accounts: [victim, flooder].map((email) => buildAccount({ email })),
    counterStore,
  });
  const signIn = async (email: string, address: string): Promise<TestBrowser> => {
    const browser = createTestBrowser(set.app, { address });
    await browser.post(send, { email });
    await vi.waitFor(() => expect(set.mails.at(-1)?.to).toBe(email), { interval: 1 });
    expect((await browser.post(verify, { code: set.mails.at(-1)?.oneTimeCode })).status).toBe(200);
    return browser;
  };
  const owner = await signIn(victim, "192.0.2.1");
  const thief = createTestBrowser(set.app, { address: "198.18.0.1" });
  thief.cookies.set(sessionCookie, owner.cookies.get(sessionCookie) ?? "");
  expect((await owner.post(refresh, {})).status).toBe(200);

  const passTime = async (ms: number): Promise<void> => {
    vi.setSystemTime(Date.now() + ms);
    await passStoreTime(ms);
  };
  const own = await signIn(flooder, "198.18.0.2");
  const begunAtMs = Date.now();
  const statuses = new Map<number, number>();
  for (let round = 0; round < floods; round += 1) {
    const response = await own.post(refresh, {});
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    const problem = response.ok ? null : parseProblem(await response.json());
    const waitMs = (problem?.retryAfterSeconds ?? 0) * 1000;
    // An hour after its last use the stolen token expires anyway.
    if (Date.now() + waitMs - begunAtMs < 50 * 60_000) await passTime(waitMs);
  }
  await passTime(11_000);
  const stolen = await thief.post(refresh, {});
  const kept = await owner.post(refresh, {});
  await new Promise((resolve) => setImmediate(resolve));
  return { statuses, stolen: stolen.status, kept: kept.status, events: set.events };
}

function expectDetected(
  where: string,
  { statuses, stolen, kept, events }: Awaited<ReturnType<typeof attack>>,
) {
  if (isLongRun) {
    process.stdout.write(`${where}, flooded replay: refreshes by status ${JSON.stringify([...statuses])}\n`);
  }
  expect({ stolen, kept }).toEqual({ stolen: 401, kept: 401 });
  expect(events).toContainEqual(expect.objectContaining({ event: "refresh_replayed" }));
  expect(statuses.get(200)).toBeGreaterThan(0);
  expect(statuses.get(429)).toBeGreaterThan(0);
}

describe("a flooded replay", () => {
  it(
    `detects a spent refresh token after ${String(floods)} refreshes of another session, in memory`,
    async () => {
      expectDetected("Memory", await attack(createSmallCounterStore(memoryKeys), () => Promise.resolve()));
    },
    timeoutMs,
  );

  it(
    `detects a spent refresh token after ${String(floods)} refreshes of another session, on Redis, which doesn't grow`,
    async () => {
      const redis = await startRedisServer();
      const admin = await connectRedisAdmin(redis.url);
      const store = createRedisCounterStore(redis.url, patientTimeLimitMs);
      try {
        expectDetected("Redis", await attack(store, admin.passTime));
        expect((await admin.readTimesLeft()).size).toBeLessThan(mostKeys);
      } finally {
        store.close();
        admin.close();
        await redis.stop();
      }
    },
    timeoutMs + redisStartTimeoutMs,
  );
});

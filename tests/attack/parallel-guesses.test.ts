import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testVariables } from "../../src/function/testing/test-workos.ts";
import type { TimedAuthEvent } from "../../src/function/core/logging/auth-event.ts";
import { connectRedisAdmin, type RedisAdmin } from "../../src/function/stores/testing/redis-admin.ts";
import {
  type RedisServer,
  redisStartTimeoutMs,
  startRedisServer,
} from "../../src/function/stores/testing/redis-server.ts";
import {
  buildAccount,
  createLocalIssuerFunction,
} from "../../src/function/features/local-issuer/testing/local-issuer-function.ts";
import { createTestBrowser } from "../../src/function/testing/test-browser.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { parseFromProcess, type ToProcess } from "./function-process-messages.ts";
import { type ChallengeOutcome, describeOutcomes, guessInParallel, type Target } from "./parallel-guesses.ts";

const challenges = isLongRun ? 100 : 4;
const guesses = isLongRun ? 1000 : 100;
const processes = 4;
const timeoutMs = 20 * 60_000;

function addressOf(index: number): string {
  return `victim-${String(index)}@example.com`;
}

/** After this many challenges the store is emptied: beyond 300 wrong guesses in an hour only links are mailed. */
const challengesPerHour = 50;

/** @param begin returns the target with an empty store */
async function attack(begin: () => Promise<Target>): Promise<ChallengeOutcome[]> {
  const outcomes: ChallengeOutcome[] = [];
  let target = await begin();
  for (let index = 0; index < challenges; index += 1) {
    if (index > 0 && index % challengesPerHour === 0) target = await begin();
    outcomes.push(await guessInParallel(target, addressOf(index), guesses));
  }
  return outcomes;
}

function expectHeld(where: string, outcomes: ChallengeOutcome[]): void {
  if (isLongRun) process.stdout.write(`${describeOutcomes(where, guesses, outcomes)}\n`);
  expect(outcomes).toHaveLength(challenges);
  for (const outcome of outcomes) {
    expect(outcome.compares).toBeLessThanOrEqual(5);
    expect(outcome.sessions).toBeLessThanOrEqual(1);
  }
  // Some must have been compared, or the test would prove nothing.
  expect(outcomes.some(({ compares }) => compares > 0)).toBe(true);
  expect(outcomes.some(({ sessions }) => sessions === 1) || !isLongRun).toBe(true);
}

/** A new function that counts in memory. */
function beginInMemory(): Promise<Target> {
  const set = createLocalIssuerFunction({
    answers: [() => Response.json({ message: "down" }, { status: 500 })],
    variables: testVariables,
    accounts: Array.from({ length: challenges }, (_, index) => buildAccount({ email: addressOf(index) })),
  });
  return Promise.resolve({
    createBrowser: () => createTestBrowser(set.app, { address: nextAddress() }),
    readMailedCode: async (email) =>
      await poll(() => set.mails.findLast(({ to }) => to === email)?.oneTimeCode),
    takeEvents: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return set.events.splice(0);
    },
  });
}

describe("guessing, parallel guesses", () => {
  it(
    "compares at most five parallel guesses per challenge and gives at most one session, in memory",
    async () => {
      expectHeld("Memory", await attack(beginInMemory));
    },
    timeoutMs,
  );

  describe("with four processes on one Redis", () => {
    let redis: RedisServer;
    let admin: RedisAdmin;
    const children: { child: ChildProcess; origin: string }[] = [];
    const mailed = new Map<string, string>();
    const events: TimedAuthEvent[] = [];
    let flushed = 0;

    beforeAll(async () => {
      redis = await startRedisServer();
      admin = await connectRedisAdmin(redis.url);
      for (let index = 0; index < processes; index += 1) {
        const child = fork(join(import.meta.dirname, "function-process.ts"), [], {
          env: { ...process.env, REDIS_URL: redis.url, ACCOUNTS: String(challenges) },
        });
        child.on("message", (message) => {
          const parsed = parseFromProcess(message);
          if (parsed.kind === "mailed") mailed.set(parsed.to, parsed.oneTimeCode);
          if (parsed.kind === "event") events.push(parsed.event);
          if (parsed.kind === "flushed") flushed += 1;
        });
        const [ready]: unknown[] = await once(child, "message");
        const { port } = v.parse(v.object({ kind: v.literal("ready"), port: v.number() }), ready);
        children.push({ child, origin: `http://127.0.0.1:${String(port)}` });
      }
    }, redisStartTimeoutMs);

    afterAll(async () => {
      for (const { child } of children) child.kill("SIGKILL");
      admin.close();
      await redis.stop();
    });

    it(
      "compares at most five parallel guesses per challenge and gives at most one session, on Redis with four processes",
      async () => {
        let turn = 0;
        const anyProcess = {
          fetch: (request: Request) => {
            turn += 1;
            const { origin } = children[turn % processes] ?? { origin: "" };
            const { pathname } = new URL(request.url);
            return fetch(new Request(`${origin}${pathname}`, request));
          },
        };
        const target: Target = {
          createBrowser: () => createTestBrowser(anyProcess, { address: nextAddress() }),
          readMailedCode: async (email) => await poll(() => mailed.get(email)),
          takeEvents: async () => {
            // Each process confirms after its last event, on the same channel.
            flushed = 0;
            const ask: ToProcess = { kind: "flush" };
            for (const { child } of children) child.send(ask);
            await poll(() => (flushed === processes ? true : null));
            return events.splice(0);
          },
        };
        const begin = async (): Promise<Target> => {
          await admin.flush();
          return target;
        };
        expectHeld("Redis, 4 processes", await attack(begin));
      },
      timeoutMs,
    );
  });
});

let addresses = 0;

/** A new client address each time, so that the client limit doesn't apply. */
function nextAddress(): string {
  addresses += 1;
  return `198.18.${String(addresses >> 8)}.${String(addresses & 255)}`;
}

/** The first value of `read` that isn't null or undefined. */
async function poll<Value>(read: () => Value | null | undefined): Promise<Value> {
  const deadlineMs = Date.now() + 60_000;
  while (Date.now() < deadlineMs) {
    const value = read();
    if (value !== null && value !== undefined) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error("No value within a minute");
}

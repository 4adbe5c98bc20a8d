import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { createTestBackground } from "../../testing/test-background.ts";
import { newerSealingKey, olderSealingKey } from "../../testing/test-keys.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import type { LogEvent } from "../logging/log-entry.ts";
import type { AuthEvent } from "../logging/auth-event.ts";
import type { Issuer } from "./issuer.ts";
import { createRevocations } from "./revocations.ts";

const minuteMs = 60_000;
const payload = { token: "secret refresh token" };

/** One instance, with an issuer that isn't reached until `control.isDown` is false. */
function setUp(options: { counterStore?: CounterStore; keys?: string; waits?: () => Promise<void> } = {}) {
  const control = { isDown: true };
  const asked: { payload: unknown; everywhere: boolean }[] = [];
  const log: LogEvent[] = [];
  const events: AuthEvent[] = [];
  const issuer: Issuer = {
    name: "test",
    mailing: null,
    checkCode: async () => ({ kind: "wrong", wasCompared: false }),
    recognizeSession: (found) => ({
      id: "session_1",
      subject: "user_1",
      refresh: async () => Response.error(),
      revoke: async (everywhere) => {
        asked.push({ payload: found, everywhere });
        return control.isDown ? "not_reached" : "revoked";
      },
    }),
    trusted: null,
    mailboxSignIn: null,
  };
  const background = createTestBackground(options);
  const revocations = createRevocations({
    ...background,
    ...(options.waits && { wait: options.waits }),
    issuers: [issuer],
    writeLog: (_level, event) => log.push(event),
    emit: (event) => events.push(event),
  });
  return { revocations, control, asked, log, events, background };
}

/** A wait that never ends: the instance is stopped after the answer. */
const stopped = () => new Promise<void>(() => undefined);

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a sign-out that hasn't reached the issuer", () => {
  it("is passed on by another instance once it is due, by only one, and once", async () => {
    const counterStore = createMemoryCounterStore();
    const here = setUp({ counterStore, waits: stopped });
    await here.revocations.revoke("session_1", { payload, everywhere: true });
    const others = [setUp({ counterStore }), setUp({ counterStore })];
    for (const other of others) other.control.isDown = false;
    const retryDue = async () =>
      await Promise.all(others.map(async ({ revocations }) => await revocations.retryDue()));
    await retryDue();
    expect(others.flatMap(({ asked }) => asked)).toEqual([]);
    passTime(30_000);
    await retryDue();
    expect(others.flatMap(({ asked }) => asked)).toEqual([{ payload, everywhere: true }]);
    expect(others.flatMap(({ events }) => events)).toEqual([
      { event: "session_revoked", issuer: "test", subject: "user_1", everywhere: true },
    ]);
    passTime(10 * minuteMs);
    await retryDue();
    expect(others.flatMap(({ asked }) => asked)).toHaveLength(1);
  });

  it("is tried again after 1 and 5 seconds by its own request, then after growing delays, for an hour", async () => {
    const { revocations, asked, log, background } = setUp();
    await revocations.revoke("session_1", { payload, everywhere: false });
    await background.finishBackground();
    expect(asked).toHaveLength(3);
    const triedAtMs: number[] = [];
    for (let second = 0; second < 3 * 3600; second += 30) {
      passTime(30_000);
      const before = asked.length;
      await revocations.retryDue();
      if (asked.length > before) triedAtMs.push((second + 30) / 60);
    }
    expect(triedAtMs).toEqual(Array.from({ length: 12 }, (_, index) => 5 * (index + 1)));
    expect(log.at(-2)).toEqual({ event: "sign_out_not_told", attempt: 14, isKept: true });
    expect(log.at(-1)).toEqual({ event: "sign_out_not_told", attempt: 15, isKept: false });
  });

  it("is sealed in the store", async () => {
    const texts: string[] = [];
    const memory = createMemoryCounterStore();
    const counterStore: CounterStore = {
      ...memory,
      createQueue: (options) => {
        const queue = memory.createQueue(options);
        const add = async (id: string, text: string, dueAtMs: number) => {
          texts.push(id, text);
          await queue.add(id, text, dueAtMs);
        };
        return { ...queue, add };
      },
    };
    const { revocations } = setUp({ counterStore, waits: stopped });
    await revocations.revoke("session_1", { payload, everywhere: false });
    expect(texts).toHaveLength(2);
    expect(texts.join(" ")).not.toMatch(/session_1|secret/);
  });

  it("waits for an instance that has its key", async () => {
    const counterStore = createMemoryCounterStore();
    const here = setUp({ counterStore, keys: newerSealingKey, waits: stopped });
    await here.revocations.revoke("session_1", { payload, everywhere: false });
    const [without, withKey] = [
      setUp({ counterStore, keys: olderSealingKey }),
      setUp({ counterStore, keys: `${olderSealingKey},${newerSealingKey}` }),
    ];
    passTime(30_000);
    await without.revocations.retryDue();
    expect(without.asked).toEqual([]);
    passTime(minuteMs);
    await withKey.revocations.retryDue();
    expect(withKey.asked).toHaveLength(1);
  });

  it("is tried for some seconds while the store is down too, and reported as not kept", async () => {
    const { revocations, asked, log, background } = setUp({
      counterStore: createFailingCounterStore(() => true),
    });
    await revocations.revoke("session_1", { payload, everywhere: false });
    expect(log).toEqual([{ event: "sign_out_not_told", attempt: 1, isKept: false }]);
    await background.finishBackground();
    expect(asked).toHaveLength(3);
  });

  it("costs a lease every half minute, however many requests there are, and none that fails is reported", async () => {
    let leases = 0;
    const counterStore = createFailingCounterStore((_name, call) => {
      if (call === "lease") leases += 1;
      return true;
    });
    const { revocations, background, log } = setUp({ counterStore });
    for (let request = 0; request < 100; request += 1) revocations.retryDueInBackground();
    await background.finishBackground();
    expect(leases).toBe(1);
    passTime(30_000);
    revocations.retryDueInBackground();
    expect(leases).toBe(2);
    expect(log).toEqual([]);
  });
});

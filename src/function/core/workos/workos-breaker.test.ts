import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createOneAtATime } from "../../../contract/one-at-a-time.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import { createFailingCounterStore } from "../../testing/failing-counter-store.ts";
import { createTestBackground } from "../../testing/test-background.ts";
import { newerSealingKey, olderSealingKey } from "../../testing/test-keys.ts";
import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createSharedOutage } from "../store/shared-outage.ts";
import { parseClientAddress } from "../../../contract/client-address.ts";
import { createWorkosBreaker } from "./workos-breaker.ts";
import { malformedAnswer, outage, type WorkosFailure } from "./workos-error.ts";

const startMs = 1_795_000_000_000;

/** The breaker of one instance. */
function setUp(options: { counterStore?: CounterStore; keys?: string } = {}) {
  const control = { isDown: true, opened: 0, questions: 0 };
  const background = createTestBackground(options);
  const breaker = createWorkosBreaker({
    isDown: createOneAtATime(background, 4000, async () => {
      control.questions += 1;
      return await Promise.resolve(control.isDown);
    }),
    outage: createSharedOutage(background, "workos"),
    now: background.now,
    onOpened: () => (control.opened += 1),
  });
  const fail = async (lastByte: number | null, failure: WorkosFailure = outage): Promise<boolean> => {
    const address = lastByte === null ? null : parseClientAddress(`198.51.100.${String(lastByte)}`);
    return await breaker.recordFailure(failure, { address, userAgent: null });
  };
  /** What the instance knows once it has asked the store, which it does when it is asked. */
  const isOpenInStore = async (): Promise<boolean> => {
    breaker.isOpen();
    await background.finishBackground();
    return breaker.isOpen();
  };
  return { breaker, control, fail, background, isOpenInStore };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createWorkosBreaker", () => {
  it("opens for half a minute when three clients have met an outage and the neutral question fails", async () => {
    const { breaker, control, fail } = setUp();
    for (const [client, isOpen] of [
      [1, false],
      [1, false],
      [2, false],
      [3, true],
    ] as const) {
      expect(await fail(client)).toBe(true);
      expect(breaker.isOpen()).toBe(isOpen);
    }
    expect([breaker.readSecondsLeft(), control.opened]).toEqual([30, 1]);
    passTime(30_000);
    expect(breaker.isOpen()).toBe(false);
    expect(breaker.readSecondsLeft()).toBe(0);
  });

  it("opens again for the next client whose request fails, while what the three met still counts", async () => {
    const { breaker, fail } = setUp();
    for (const client of [1, 2, 3]) await fail(client);
    passTime(31_000);
    await fail(3);
    expect(breaker.isOpen()).toBe(true);
  });

  it("forgets what a client met after five minutes", async () => {
    const { breaker, fail } = setUp();
    await fail(1);
    await fail(2);
    passTime(5 * 60_000);
    await fail(3);
    expect(breaker.isOpen()).toBe(false);
  });

  it("stays closed, and forgets what clients met, when the neutral question is answered", async () => {
    const { breaker, control, fail } = setUp();
    control.isDown = false;
    for (const client of [1, 2, 3, 4]) expect(await fail(client)).toBe(false);
    expect(breaker.isOpen()).toBe(false);
    control.isDown = true;
    await fail(5);
    await fail(6);
    expect(breaker.isOpen()).toBe(false);
  });

  it.each<WorkosFailure>([
    malformedAnswer,
    { kind: "rate_limited", retryAfterSeconds: 60 },
    { kind: "credentials_refused" },
  ])("counts no %j as an outage", async (failure) => {
    const { breaker, fail } = setUp();
    for (const client of [1, 2, 3, 4]) {
      expect(await fail(client, failure)).toBe(failure.kind === "unreachable");
    }
    expect(breaker.isOpen()).toBe(false);
  });

  it("counts clients with an unknown address as one, and those of one IPv6 network too", async () => {
    const { breaker, fail } = setUp();
    for (let time = 0; time < 3; time += 1) await fail(null);
    for (const address of ["2001:db8::1", "2001:db8::2", "2001:db8::3"].map(parseClientAddress)) {
      await breaker.recordFailure(outage, { address, userAgent: null });
    }
    expect(breaker.isOpen()).toBe(false);
  });

  it("asks one neutral question for failures at the same time", async () => {
    const { breaker, control, fail } = setUp();
    await Promise.all([1, 2, 3, 4].map(async (client) => await fail(client)));
    expect([control.questions, control.opened, breaker.isOpen()]).toEqual([1, 1, true]);
  });

  it("closes when WorkOS answers", async () => {
    const { breaker, fail } = setUp();
    for (const client of [1, 2, 3]) await fail(client);
    breaker.recordAnswer();
    expect(breaker.isOpen()).toBe(false);
  });
});

describe("breakers of instances on one store", () => {
  it("are open in all of them a few seconds after one has opened, for the rest of its half minute", async () => {
    const counterStore = createMemoryCounterStore();
    const [here, there] = [setUp({ counterStore }), setUp({ counterStore })];
    expect(await there.isOpenInStore()).toBe(false);
    for (const client of [1, 2, 3]) await here.fail(client);
    await here.background.finishBackground();
    passTime(5000);
    expect(await there.isOpenInStore()).toBe(true);
    expect([there.breaker.readSecondsLeft(), there.control.opened]).toEqual([25, 0]);
    passTime(25_000);
    expect(await there.isOpenInStore()).toBe(false);
  });

  it("close in all of them when one gets an answer", async () => {
    const counterStore = createMemoryCounterStore();
    const [here, there] = [setUp({ counterStore }), setUp({ counterStore })];
    for (const client of [1, 2, 3]) await here.fail(client);
    await here.background.finishBackground();
    expect(await there.isOpenInStore()).toBe(true);
    passTime(5000);
    there.breaker.recordAnswer();
    await there.background.finishBackground();
    expect(there.breaker.isOpen()).toBe(false);
    expect(await here.isOpenInStore()).toBe(false);
  });

  it("read and write the store once in five seconds, however often they are asked", async () => {
    const memory = createMemoryCounterStore();
    const calls: string[] = [];
    const counterStore: CounterStore = {
      ...memory,
      createEntries: (options) => {
        const entries = memory.createEntries(options);
        return {
          ...entries,
          read: async (key) => {
            calls.push("read");
            return await entries.read(key);
          },
          write: async (key, text) => {
            calls.push("write");
            await entries.write(key, text);
          },
        };
      },
    };
    const { breaker, fail, background } = setUp({ counterStore });
    for (let round = 0; round < 100; round += 1) {
      breaker.isOpen();
      await fail((round % 3) + 1);
      breaker.readSecondsLeft();
    }
    await background.finishBackground();
    expect(calls).toEqual(["read", "write"]);
  });

  it("take nothing from the store that wasn't sealed with a key of theirs", async () => {
    const counterStore = createMemoryCounterStore();
    const here = setUp({ counterStore, keys: newerSealingKey });
    const there = setUp({ counterStore, keys: olderSealingKey });
    for (const client of [1, 2, 3]) await here.fail(client);
    await here.background.finishBackground();
    expect(await there.isOpenInStore()).toBe(false);
  });

  it("go by what each of them finds while the store is down", async () => {
    const { breaker, fail, isOpenInStore } = setUp({ counterStore: createFailingCounterStore(() => true) });
    for (const client of [1, 2, 3]) await fail(client);
    expect(await isOpenInStore()).toBe(true);
    breaker.recordAnswer();
    expect(await isOpenInStore()).toBe(false);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { CounterStore } from "../../../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "../../../stores/memory-counter-store.ts";
import { createTestBackground } from "../../../testing/test-background.ts";
import { createMailOutage } from "./mail-outage.ts";
import type { TransportCheck } from "./transport.ts";

const failing: TransportCheck = { kind: "failing", cause: "test" };

function setUp(first: TransportCheck = { kind: "ready" }, counterStore?: CounterStore) {
  const server = { answer: first, checks: 0, hangs: false };
  const background = createTestBackground(counterStore === undefined ? {} : { counterStore });
  const found: string[] = [];
  const held: ((check: TransportCheck) => void)[] = [];
  const outage = createMailOutage({
    checkMail: async () => {
      server.checks += 1;
      return server.hangs
        ? await new Promise<TransportCheck>((resolve) => held.push(resolve))
        : server.answer;
    },
    core: background,
    onFound: (cause) => found.push(cause),
  });
  return { server, outage, found, held, background };
}

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createMailOutage", () => {
  it("checks once in ten seconds while mail can be sent", async () => {
    const { server, outage } = setUp();
    expect(outage.readRetryAfterSeconds()).toBeNull();
    expect(await outage.look()).toBe(true);
    passTime(9999);
    expect(await outage.look()).toBe(true);
    expect(server.checks).toBe(1);
    passTime(1);
    expect(await outage.look()).toBe(true);
    expect(server.checks).toBe(2);
    expect(outage.readRetryAfterSeconds()).toBeNull();
  });

  it("shares a check in progress", async () => {
    const { server, outage, held } = setUp();
    server.hangs = true;
    const looks = [outage.look(), outage.look()];
    expect(server.checks).toBe(1);
    held[0]?.(failing);
    expect(await Promise.all(looks)).toEqual([false, false]);
  });

  it("remembers a failure for half a minute, reports it once, and checks again afterwards", async () => {
    const { outage, found } = setUp(failing);
    expect(await outage.look()).toBe(false);
    expect(outage.readRetryAfterSeconds()).toBe(30);
    passTime(10_500);
    expect(outage.readRetryAfterSeconds()).toBe(20);
    // A send that began before the failure was found checks again.
    expect(await outage.look()).toBe(false);
    expect(found).toEqual(["test"]);
    passTime(30_000);
    expect(outage.readRetryAfterSeconds()).toBeNull();
    expect(await outage.look()).toBe(false);
    expect(found).toEqual(["test", "test"]);
  });

  it("ends the outage with the first successful check", async () => {
    const { server, outage } = setUp(failing);
    await outage.look();
    server.answer = { kind: "ready" };
    expect(await outage.look()).toBe(true);
    expect(outage.readRetryAfterSeconds()).toBeNull();
  });

  it("is known to other instances on the store a few seconds later, and over for them too", async () => {
    const counterStore = createMemoryCounterStore();
    const [here, there] = [setUp(failing, counterStore), setUp({ kind: "ready" }, counterStore)];
    const readThere = async () => {
      there.outage.readRetryAfterSeconds();
      await there.background.finishBackground();
      return there.outage.readRetryAfterSeconds();
    };
    expect(await readThere()).toBeNull();
    await here.outage.look();
    await here.background.finishBackground();
    passTime(5000);
    expect(await readThere()).toBe(25);
    expect(there.found).toEqual([]);
    passTime(5000);
    here.server.answer = { kind: "ready" };
    await here.outage.look();
    await here.background.finishBackground();
    expect(await readThere()).toBeNull();
  });
});

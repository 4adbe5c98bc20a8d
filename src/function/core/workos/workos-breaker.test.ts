import { describe, expect, it } from "vitest";

import { parseClientAddress } from "../http/client-address.ts";
import { createWorkosBreaker } from "./workos-breaker.ts";
import { malformedAnswer, outage, type WorkosFailure } from "./workos-error.ts";

function setUp() {
  const control = { isDown: true, nowMs: 0, opened: 0, questions: 0 };
  const breaker = createWorkosBreaker({
    isDown: async () => {
      control.questions += 1;
      return await Promise.resolve(control.isDown);
    },
    now: () => control.nowMs,
    onOpened: () => (control.opened += 1),
  });
  const fail = async (lastByte: number | null, failure: WorkosFailure = outage): Promise<boolean> => {
    const address = lastByte === null ? null : parseClientAddress(`198.51.100.${String(lastByte)}`);
    return await breaker.recordFailure(failure, { address, userAgent: null });
  };
  return { breaker, control, fail };
}

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
    control.nowMs = 30_000;
    expect(breaker.isOpen()).toBe(false);
    expect(breaker.readSecondsLeft()).toBe(0);
  });

  it("opens again for the next client whose request fails, while what the three met still counts", async () => {
    const { breaker, control, fail } = setUp();
    for (const client of [1, 2, 3]) await fail(client);
    control.nowMs = 31_000;
    await fail(3);
    expect(breaker.isOpen()).toBe(true);
  });

  it("forgets what a client met after five minutes", async () => {
    const { breaker, control, fail } = setUp();
    await fail(1);
    await fail(2);
    control.nowMs = 5 * 60_000;
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

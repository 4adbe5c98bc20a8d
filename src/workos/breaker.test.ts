import { beforeEach, describe, expect, it } from "vitest";

import { type Breaker, chooseDelayMs, createBreaker } from "./breaker.ts";

let nowMs: number;
let breaker: Breaker;

beforeEach(() => {
  nowMs = 1_000_000;
  breaker = createBreaker({ now: () => nowMs, random: () => 0.5 });
});

function failNow(retryAfterMs: number | null = null): number {
  expect(breaker.admit()).toBe(true);
  return breaker.fail(retryAfterMs) - nowMs;
}

describe("chooseDelayMs", () => {
  it("waits longer with each failure, up to 18 seconds", () => {
    expect([1, 2, 3, 4, 5, 50].map((failures) => chooseDelayMs(failures, () => 0.5))).toEqual([
      2_000, 5_000, 12_000, 18_000, 18_000, 18_000,
    ]);
  });

  it("gives whole milliseconds, as timers take them", () => {
    expect(Number.isInteger(chooseDelayMs(1, () => 0.123_456))).toBe(true);
  });

  it("spreads the wait by a tenth either way", () => {
    expect(chooseDelayMs(4, () => 0)).toBe(16_200);
    expect(chooseDelayMs(4, () => 1)).toBe(19_800);
  });
});

describe("the breaker", () => {
  it("admits everything while WorkOS answers", () => {
    for (let count = 0; count < 20; count += 1) {
      expect(breaker.admit()).toBe(true);
      breaker.succeed();
    }
  });

  it("admits nothing until the wait is over, then one at a time", () => {
    expect(failNow()).toBe(2_000);
    nowMs += 1_999;
    expect(breaker.admit()).toBe(false);
    nowMs += 1;
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
  });

  it("counts the wait from a request's beginning, so that one that hung doesn't put the next try off", () => {
    for (const waitMs of [2_000, 5_000, 12_000]) {
      breaker.admit();
      nowMs += 8_000;
      expect(breaker.fail(null) - nowMs).toBe(Math.max(0, waitMs - 8_000));
      nowMs += Math.max(0, waitMs - 8_000);
    }
  });

  it("closes with the first success", () => {
    failNow();
    nowMs += 2_000;
    expect(breaker.admit()).toBe(true);
    breaker.succeed();
    expect(breaker.admit()).toBe(true);
    breaker.succeed();
    expect(failNow()).toBe(2_000);
  });

  it("waits as long as WorkOS asks, and no nudge cuts that short", () => {
    expect(failNow(60_000)).toBe(60_000);
    nowMs += 59_999;
    expect(breaker.nudge()).toBe(false);
    expect(breaker.admit()).toBe(false);
    nowMs += 1;
    expect(breaker.admit()).toBe(true);
  });

  it("doesn't wait less than its own delay, and not for hours", () => {
    expect(failNow(500)).toBe(2_000);
    nowMs += 2_000;
    expect(failNow(24 * 60 * 60_000)).toBe(5 * 60_000);
  });

  it("brings the next try forward on a nudge", () => {
    failNow();
    expect(breaker.nudge()).toBe(true);
    expect(breaker.admit()).toBe(true);
  });

  it("has nothing to bring forward without an outage, or while a try runs", () => {
    expect(breaker.nudge()).toBe(false);
    failNow();
    expect(breaker.nudge()).toBe(true);
    breaker.admit();
    expect(breaker.nudge()).toBe(false);
  });

  it("takes nudges as long as fewer than four requests lie within the last minute", () => {
    failNow();
    for (let count = 0; count < 3; count += 1) {
      nowMs += 100;
      expect(breaker.nudge()).toBe(true);
      expect(breaker.admit()).toBe(true);
      breaker.fail(null);
    }
    nowMs += 100;
    expect(breaker.nudge()).toBe(false);
    nowMs += 60_000;
    expect(breaker.nudge()).toBe(true);
  });

  it("never admits a seventh within a minute, not even with the clock on its side", () => {
    let admitted = 0;
    for (let elapsedMs = 0; elapsedMs < 60_000; elapsedMs += 100) {
      breaker.nudge();
      if (breaker.admit()) {
        admitted += 1;
        breaker.fail(null);
      }
      nowMs += 100;
    }
    expect(admitted).toBeLessThanOrEqual(6);
    expect(admitted).toBeGreaterThan(3);
  });

  it("holds the line at six even when tries end in quick succession before an outage", () => {
    for (let count = 0; count < 6; count += 1) {
      breaker.admit();
      breaker.succeed();
    }
    breaker.admit();
    breaker.fail(null);
    nowMs += 30_000;
    expect(breaker.admit()).toBe(false);
    nowMs += 30_000;
    expect(breaker.admit()).toBe(true);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { startTimeLimit } from "./time-limit.ts";

describe("startTimeLimit", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("aborts with a TimeoutError when the time is up, and not before", () => {
    const limit = startTimeLimit(100);
    vi.advanceTimersByTime(99);
    expect([limit.isOver(), limit.signal.aborted]).toEqual([false, false]);
    vi.advanceTimersByTime(1);
    expect([limit.isOver(), limit.signal.aborted]).toEqual([true, true]);
    expect(limit.signal.reason).toMatchObject({ name: "TimeoutError", message: "No answer within 100 ms" });
  });

  it("aborts nothing once it is cleared, and leaves no timer", () => {
    const limit = startTimeLimit(100);
    limit.clear();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(100);
    expect(limit.isOver()).toBe(false);
  });
});

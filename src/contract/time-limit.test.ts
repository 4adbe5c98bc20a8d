import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { isTimeoutError, withTimeLimit } from "./time-limit.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that never settles, and what is known of it. */
function startHangingWork(timeoutMs: number) {
  const signals: AbortSignal[] = [];
  const outcome = withTimeLimit((signal) => {
    signals.push(signal);
    return new Promise<never>(() => undefined);
  }, timeoutMs).catch((error: unknown) => error);
  return { outcome, isAborted: () => signals[0]?.aborted };
}

describe("withTimeLimit", () => {
  it("resolves with the result of work that finishes in time, and leaves no timer", async () => {
    expect(await withTimeLimit(() => Promise.resolve("done"), 100)).toBe("done");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("rejects with the error of work that fails in time, and leaves no timer", async () => {
    const failure = new Error("failed");
    await expect(withTimeLimit(() => Promise.reject(failure), 100)).rejects.toBe(failure);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer when the work throws before it returns a promise", async () => {
    const failure = new Error("failed");
    const work = () => {
      throw failure;
    };
    await expect(withTimeLimit(work, 100)).rejects.toBe(failure);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("aborts the work and rejects with a TimeoutError when the time has passed, and not before", async () => {
    const { outcome, isAborted } = startHangingWork(100);
    await vi.advanceTimersByTimeAsync(99);
    expect(isAborted()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isAborted()).toBe(true);
    expect(await outcome).toMatchObject({ name: "TimeoutError", message: "No answer within 100 ms" });
    expect(isTimeoutError(await outcome)).toBe(true);
  });

  it("rejects with the TimeoutError when the work responds to the abort with an error of its own", async () => {
    const outcome = withTimeLimit(
      (signal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
        }),
      100,
    ).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    expect(isTimeoutError(await outcome)).toBe(true);
  });

  it("never aborts the signal of work that finished in time", async () => {
    const signals: AbortSignal[] = [];
    await withTimeLimit((signal) => Promise.resolve(signals.push(signal)), 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(signals[0]?.aborted).toBe(false);
  });
});

it("isTimeoutError recognizes no other errors", () => {
  expect(isTimeoutError(new DOMException("", "AbortError"))).toBe(false);
  expect(isTimeoutError(Object.assign(new Error("x"), { name: "TimeoutError" }))).toBe(false);
  expect(isTimeoutError(undefined)).toBe(false);
});

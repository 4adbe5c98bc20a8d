import { act, renderHook } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useCountdown } from "./use-countdown.ts";

const startMs = 1_000_000;

function renderUseCountdown(untilMs: number | null, now?: () => number) {
  const onRender = vi.fn<() => void>();
  const { result, rerender, unmount } = renderHook(
    (until: number | null) => {
      onRender();
      return useCountdown(until, now);
    },
    { initialProps: untilMs },
  );
  return { result, rerender, unmount, onRender };
}

beforeEach(() => void vi.useFakeTimers({ now: startMs }));
afterEach(() => void vi.useRealTimers());

const advance = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));

describe("useCountdown", () => {
  it("counts whole seconds down to 0, a begun second as a whole one", () => {
    const { result } = renderUseCountdown(startMs + 2_500);
    expect(result.current).toBe(3);
    advance(500);
    expect(result.current).toBe(2);
    advance(1_000);
    expect(result.current).toBe(1);
    advance(750);
    expect(result.current).toBe(1);
    advance(250);
    expect(result.current).toBe(0);
  });

  it("stops its timer at 0 and stays there", () => {
    const { result } = renderUseCountdown(startMs + 1_000);
    expect(vi.getTimerCount()).toBe(1);
    advance(1_000);
    expect(vi.getTimerCount()).toBe(0);
    advance(60_000);
    expect(result.current).toBe(0);
  });

  it.each([
    ["there is no moment to wait for", null],
    ["the moment is now", startMs],
    ["the moment is past", startMs - 90_000],
  ])("is 0 and starts no timer when %s", (_name, untilMs) => {
    const { result } = renderUseCountdown(untilMs);
    expect(result.current).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("renders once a second, not at each look at the clock", () => {
    const { onRender } = renderUseCountdown(startMs + 10_000);
    onRender.mockClear();
    for (let looks = 0; looks < 20; looks += 1) advance(250);
    // Five seconds, and StrictMode renders everything twice.
    expect(onRender).toHaveBeenCalledTimes(10);
  });

  it("follows a moment that is put off, and starts again after one that has come", () => {
    const { result, rerender } = renderUseCountdown(startMs + 1_000);
    advance(1_000);
    rerender(startMs + 5_000);
    expect(result.current).toBe(4);
    advance(3_000);
    expect(result.current).toBe(1);
    rerender(null);
    expect(result.current).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("catches up after a sleep in which no timer ran", () => {
    const { result } = renderUseCountdown(startMs + 60_000);
    vi.setSystemTime(startMs + 55_000);
    advance(250);
    expect(result.current).toBe(5);
  });

  it("goes by the clock it is given", () => {
    const { result } = renderUseCountdown(49_000, () => 42_000);
    expect(result.current).toBe(7);
  });

  it("leaves no timer behind", () => {
    const { unmount } = renderUseCountdown(startMs + 10_000);
    expect(vi.getTimerCount()).toBe(1);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is 0 in a page rendered without a browser, and reads no clock for it", () => {
    const now = vi.fn<() => number>(() => startMs);
    const Probe = () => String(useCountdown(startMs + 10_000, now));
    expect(renderToString(<Probe />)).toBe("0");
    expect(now).not.toHaveBeenCalled();
  });
});

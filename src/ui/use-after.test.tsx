import { act, renderHook } from "@testing-library/react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useAfter } from "./use-after.ts";

type Props = { delayMs?: number; isRunning: boolean };

/** Notes what every rendering got. */
function renderUseAfter(initialProps: Props) {
  const seen: boolean[] = [];
  const hook = renderHook(
    ({ delayMs = 3_000, isRunning }: Props) => {
      const hasPassed = useAfter(delayMs, isRunning);
      seen.push(hasPassed);
      return hasPassed;
    },
    { initialProps },
  );
  return { ...hook, seen };
}

function AtOnce() {
  return String(useAfter(0, true));
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const advance = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));

describe("useAfter", () => {
  it("turns true once the condition has held for the delay, and not a millisecond earlier", () => {
    const { result } = renderUseAfter({ isRunning: true });
    advance(2_999);
    expect(result.current).toBe(false);
    advance(1);
    expect(result.current).toBe(true);
  });

  it("never turns true while the condition doesn't hold", () => {
    const { result } = renderUseAfter({ isRunning: false });
    expect(vi.getTimerCount()).toBe(0);
    advance(60_000);
    expect(result.current).toBe(false);
  });

  it("is false again as soon as the condition ends, and begins anew with the next one", () => {
    const { result, rerender } = renderUseAfter({ isRunning: true });
    advance(3_000);
    rerender({ isRunning: false });
    expect(result.current).toBe(false);
    rerender({ isRunning: true });
    expect(result.current).toBe(false);
    advance(2_999);
    expect(result.current).toBe(false);
    advance(1);
    expect(result.current).toBe(true);
  });

  it("is false in the very rendering in which the condition ends", () => {
    const { rerender, seen } = renderUseAfter({ isRunning: true });
    advance(3_000);
    expect(seen.at(-1)).toBe(true);
    seen.length = 0;
    rerender({ isRunning: false });
    expect(seen).toContain(false);
    expect(seen).not.toContain(true);
  });

  it("doesn't add up conditions that were each too short", () => {
    const { result, rerender } = renderUseAfter({ isRunning: true });
    advance(2_000);
    rerender({ isRunning: false });
    rerender({ isRunning: true });
    advance(2_000);
    expect(result.current).toBe(false);
  });

  it("waits anew when the delay changes", () => {
    const { result, rerender } = renderUseAfter({ isRunning: true, delayMs: 1_000 });
    advance(1_000);
    rerender({ isRunning: true, delayMs: 5_000 });
    expect(result.current).toBe(false);
    advance(5_000);
    expect(result.current).toBe(true);
  });

  it("leaves no timer behind", () => {
    const { unmount } = renderUseAfter({ isRunning: true });
    expect(vi.getTimerCount()).toBe(1);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is false in a page rendered without a browser", () => {
    expect(renderToString(<AtOnce />)).toBe("false");
  });
});

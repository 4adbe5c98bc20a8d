// @vitest-environment jsdom
import { act } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { render } from "./testing/render.ts";
import { useCountdown } from "./use-countdown.ts";

const startMs = 1_000_000;

type Props = { untilMs: number | null; now?: () => number; onRender?: () => void };

function Probe({ untilMs, now, onRender }: Props) {
  onRender?.();
  return String(useCountdown(untilMs, now));
}

beforeEach(() => void vi.useFakeTimers({ now: startMs }));
afterEach(() => void vi.useRealTimers());

const advance = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));

describe("useCountdown", () => {
  it("counts whole seconds down to 0, a begun second as a whole one", () => {
    const { container } = render(<Probe untilMs={startMs + 2_500} />);
    expect(container.textContent).toBe("3");
    advance(500);
    expect(container.textContent).toBe("2");
    advance(1_000);
    expect(container.textContent).toBe("1");
    advance(750);
    expect(container.textContent).toBe("1");
    advance(250);
    expect(container.textContent).toBe("0");
  });

  it("stops its timer at 0 and stays there", () => {
    const { container } = render(<Probe untilMs={startMs + 1_000} />);
    expect(vi.getTimerCount()).toBe(1);
    advance(1_000);
    expect(vi.getTimerCount()).toBe(0);
    advance(60_000);
    expect(container.textContent).toBe("0");
  });

  it.each([
    ["there is no moment to wait for", null],
    ["the moment is now", startMs],
    ["the moment is past", startMs - 90_000],
  ])("is 0 and starts no timer when %s", (_name, untilMs) => {
    const { container } = render(<Probe untilMs={untilMs} />);
    expect(container.textContent).toBe("0");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("renders once a second, not at each look at the clock", () => {
    const onRender = vi.fn<() => void>();
    render(<Probe untilMs={startMs + 10_000} onRender={onRender} />);
    onRender.mockClear();
    for (let looks = 0; looks < 20; looks += 1) advance(250);
    // Five seconds, and StrictMode renders everything twice.
    expect(onRender).toHaveBeenCalledTimes(10);
  });

  it("follows a moment that is put off, and starts again after one that has come", () => {
    const { container, update } = render(<Probe untilMs={startMs + 1_000} />);
    advance(1_000);
    update(<Probe untilMs={startMs + 5_000} />);
    expect(container.textContent).toBe("4");
    advance(3_000);
    expect(container.textContent).toBe("1");
    update(<Probe untilMs={null} />);
    expect(container.textContent).toBe("0");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("catches up after a sleep in which no timer ran", () => {
    const { container } = render(<Probe untilMs={startMs + 60_000} />);
    vi.setSystemTime(startMs + 55_000);
    advance(250);
    expect(container.textContent).toBe("5");
  });

  it("goes by the clock it is given", () => {
    const now = vi.fn<() => number>(() => 42_000);
    const { container } = render(<Probe untilMs={49_000} now={now} />);
    expect(container.textContent).toBe("7");
  });

  it("leaves no timer behind", () => {
    const { unmount } = render(<Probe untilMs={startMs + 10_000} />);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is 0 in a page rendered without a browser, and reads no clock for it", () => {
    const now = vi.fn<() => number>(() => startMs);
    expect(renderToString(<Probe untilMs={startMs + 10_000} now={now} />)).toBe("0");
    expect(now).not.toHaveBeenCalled();
  });
});

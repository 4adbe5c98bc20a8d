// @vitest-environment jsdom
import { act } from "react";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { render } from "./testing/render.ts";
import { useAfter } from "./use-after.ts";

type Props = { delayMs?: number; isRunning: boolean; onRender?: (hasPassed: boolean) => void };

function Probe({ delayMs = 3_000, isRunning, onRender }: Props) {
  const hasPassed = useAfter(delayMs, isRunning);
  onRender?.(hasPassed);
  return String(hasPassed);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const advance = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));

describe("useAfter", () => {
  it("turns true once the condition has held for the delay, and not a millisecond earlier", () => {
    const { container } = render(<Probe isRunning />);
    advance(2_999);
    expect(container.textContent).toBe("false");
    advance(1);
    expect(container.textContent).toBe("true");
  });

  it("never turns true while the condition doesn't hold", () => {
    const { container } = render(<Probe isRunning={false} />);
    expect(vi.getTimerCount()).toBe(0);
    advance(60_000);
    expect(container.textContent).toBe("false");
  });

  it("is false again as soon as the condition ends, and begins anew with the next one", () => {
    const { container, update } = render(<Probe isRunning />);
    advance(3_000);
    update(<Probe isRunning={false} />);
    expect(container.textContent).toBe("false");
    update(<Probe isRunning />);
    expect(container.textContent).toBe("false");
    advance(2_999);
    expect(container.textContent).toBe("false");
    advance(1);
    expect(container.textContent).toBe("true");
  });

  it("is false in the very rendering in which the condition ends", () => {
    const { update } = render(<Probe isRunning />);
    advance(3_000);
    const onRender = vi.fn<(hasPassed: boolean) => void>();
    update(<Probe isRunning={false} onRender={onRender} />);
    expect(onRender).toHaveBeenCalled();
    expect(onRender).not.toHaveBeenCalledWith(true);
  });

  it("doesn't add up conditions that were each too short", () => {
    const { container, update } = render(<Probe isRunning />);
    advance(2_000);
    update(<Probe isRunning={false} />);
    update(<Probe isRunning />);
    advance(2_000);
    expect(container.textContent).toBe("false");
  });

  it("waits anew when the delay changes", () => {
    const { container, update } = render(<Probe isRunning delayMs={1_000} />);
    advance(1_000);
    update(<Probe isRunning delayMs={5_000} />);
    expect(container.textContent).toBe("false");
    advance(5_000);
    expect(container.textContent).toBe("true");
  });

  it("leaves no timer behind", () => {
    const { unmount } = render(<Probe isRunning />);
    expect(vi.getTimerCount()).toBe(1);
    unmount();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is false in a page rendered without a browser", () => {
    expect(renderToString(<Probe isRunning delayMs={0} />)).toBe("false");
  });
});

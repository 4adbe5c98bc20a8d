import { act, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Waiting } from "./waiting.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const advance = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds));

describe("Waiting", () => {
  it("has other words after three seconds, in the same status", () => {
    render(
      <Waiting title="One moment… · Portico" slowWords="Still at it">
        One moment
      </Waiting>,
    );
    const status = within(screen.getByRole("main")).getByRole("status");
    within(status).getByRole("heading", { level: 1, name: "One moment" });
    expect(status.textContent).toBe("One moment");
    expect(document.title).toBe("One moment… · Portico");
    advance(2_999);
    expect(status.textContent).toBe("One moment");
    advance(1);
    expect(status.textContent).toBe("Still at it");
    expect(screen.getByRole("status")).toBe(status);
  });

  it("counts from when the wait began, which may be before the app was there", () => {
    render(
      <Waiting title="One moment… · Portico" slowWords="Still at it" sinceMs={Date.now() - 2_000}>
        One moment
      </Waiting>,
    );
    const status = screen.getByRole("status");
    advance(999);
    expect(status.textContent).toBe("One moment");
    advance(1);
    expect(status.textContent).toBe("Still at it");
  });
});

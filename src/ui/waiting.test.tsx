// @vitest-environment jsdom
import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { queryOne } from "./testing/query.ts";
import { render } from "./testing/render.ts";
import { Waiting } from "./waiting.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("Waiting", () => {
  it("has other words after three seconds, in the same status", () => {
    const { container } = render(
      <Waiting title="One moment… · Portico" slowWords="Still at it">
        One moment
      </Waiting>,
    );
    const status = queryOne(container, "main [role=status]");
    expect(status.textContent).toBe("One moment");
    expect(document.title).toBe("One moment… · Portico");
    act(() => void vi.advanceTimersByTime(2_999));
    expect(status.textContent).toBe("One moment");
    act(() => void vi.advanceTimersByTime(1));
    expect(status.textContent).toBe("Still at it");
    expect(queryOne(container, "[role=status]")).toBe(status);
  });
});

import { userEvent } from "@testing-library/user-event";
import { vi } from "vitest";

/** A person with keyboard and mouse; under fake timers their pauses move the clock. */
export function setUpUser(): ReturnType<typeof userEvent.setup> {
  return userEvent.setup({
    advanceTimers: (ms) => {
      if (vi.isFakeTimers()) vi.advanceTimersByTime(ms);
    },
  });
}

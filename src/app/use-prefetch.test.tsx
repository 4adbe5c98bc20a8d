import { render } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { usePrefetch } from "./use-prefetch.ts";

const prefetch = vi.fn<(pathname: string) => void>();
function Page({ pathname }: { pathname: string }) {
  usePrefetch(pathname, prefetch);
  return null;
}

beforeEach(() => {
  prefetch.mockReset();
  vi.stubGlobal("requestIdleCallback", (task: () => void) => task());
});

it("prefetches for each page once it is idle", () => {
  const { rerender } = render(<Page pathname="/dashboard" />);
  rerender(<Page pathname="/dashboard" />);
  rerender(<Page pathname="/members" />);
  // Twice under StrictMode, and a load is made once.
  expect(new Set(prefetch.mock.calls.flat())).toEqual(new Set(["/dashboard", "/members"]));
});

it("prefetches nothing for people who save data", () => {
  vi.stubGlobal("navigator", { connection: { saveData: true } });
  render(<Page pathname="/dashboard" />);
  expect(prefetch).not.toHaveBeenCalled();
});

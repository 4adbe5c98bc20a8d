import { afterEach, beforeAll, vi } from "vitest";

// Tests without a document render nothing, and needn't load React for it.
if (typeof document !== "undefined") {
  const { cleanup, configure } = await import("@testing-library/react");
  // Generous, so that a busy machine is no failure: a test that finds what it waits for waits no longer.
  configure({ reactStrictMode: true, asyncUtilTimeout: 15_000 });
  // Under vitest's fake timers `findBy` and `waitFor` advance them only for what calls itself Jest.
  Object.assign(globalThis, {
    jest: { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) },
  });
  beforeAll(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  });
  // The files of a worker share its document: what a test leaves there would be found while the next file is loaded.
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, "", "/");
  });
}

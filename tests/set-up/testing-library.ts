import { afterEach, beforeAll, vi } from "vitest";

// Tests without a document render nothing, and needn't load React for it.
if (typeof document !== "undefined") {
  const { cleanup, configure } = await import("@testing-library/react");
  // A busy machine takes longer than the second that is usual; a test that finds what it waits for waits no longer.
  configure({ reactStrictMode: true, asyncUtilTimeout: 4_000 });
  // Under vitest's fake timers `findBy` and `waitFor` advance them only for what calls itself Jest.
  Object.assign(globalThis, {
    jest: { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) },
  });
  beforeAll(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  });
  afterEach(() => cleanup());
}

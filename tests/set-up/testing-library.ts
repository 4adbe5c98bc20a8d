import { afterEach, beforeAll, vi } from "vitest";

// Tests without a document render nothing, and needn't load React for it.
if (typeof document !== "undefined") {
  const { cleanup, configure } = await import("@testing-library/react");
  // One second, the default, is little on a machine that runs other tests beside; less than a test may take keeps the message.
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

import { afterAll, afterEach, beforeAll, vi } from "vitest";

// Tests without a document render nothing, and needn't load React for it.
if (typeof document !== "undefined") {
  const { cleanup, configure } = await import("@testing-library/react");
  // Generous, so that a busy machine is no failure: a test that finds what it waits for waits no longer.
  configure({ reactStrictMode: true, asyncUtilTimeout: 45_000 });
  // Under vitest's fake timers `findBy` and `waitFor` advance them only for what calls itself Jest.
  Object.assign(globalThis, {
    jest: { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) },
  });
  beforeAll(() => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  });
  const window = watchListeners();
  const timers = watchTimers();
  afterAll(() => {
    window.restore();
    timers.restore();
  });
  // The files of a worker share its document: what a test leaves there would be found while the next file is loaded.
  afterEach(() => {
    cleanup();
    window.removeListeners();
    vi.useRealTimers();
    timers.clear();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    // Locks that a test holds would keep the sessions of a later file from refreshing.
    Reflect.deleteProperty(navigator, "locks");
    localStorage.clear();
    sessionStorage.clear();
    history.replaceState(null, "", "/");
  });
}

/** Notes the listeners that are added to the window, so that a store which no test has closed hears no event of a later one. */
function watchListeners(): { removeListeners: () => void; restore: () => void } {
  const { addEventListener } = globalThis;
  const added: Parameters<typeof addEventListener>[] = [];
  globalThis.addEventListener = (...listener: Parameters<typeof addEventListener>) => {
    added.push(listener);
    addEventListener(...listener);
  };
  return {
    removeListeners: () => {
      for (const listener of added.splice(0)) globalThis.removeEventListener(...listener);
    },
    restore: () => {
      globalThis.addEventListener = addEventListener;
    },
  };
}

/** Notes the timers that are set, so that what no test has stopped sets none during a later one, which may count its own. */
function watchTimers(): { clear: () => void; restore: () => void } {
  const { setTimeout, setInterval } = globalThis;
  const set: ReturnType<typeof setTimeout>[] = [];
  const watch = <Start extends typeof setTimeout | typeof setInterval>(start: Start): Start =>
    new Proxy(start, {
      apply: (target, self, given) => {
        const timer: ReturnType<typeof setTimeout> = Reflect.apply(target, self, given);
        set.push(timer);
        return timer;
      },
    });
  Object.assign(globalThis, { setTimeout: watch(setTimeout), setInterval: watch(setInterval) });
  return {
    clear: () => {
      for (const timer of set.splice(0)) clearTimeout(timer);
    },
    restore: () => void Object.assign(globalThis, { setTimeout, setInterval }),
  };
}

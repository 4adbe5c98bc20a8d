// An import can't bring in the declaration of another package's module, and programs that only import this file need it too.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./rate-limiter-engines.d.ts" />
import MemoryStorage from "rate-limiter-flexible/lib/component/MemoryStorage/MemoryStorage.js";

import type { Count, Counter } from "./counter.ts";

/** Above this the engine's timers overflow and it forgets at once. */
const longestWindowMs = 24 * 24 * 60 * 60 * 1000;

/**
 * A counter in the memory of this process.
 * The engine keeps any number of keys; here the oldest go first once there are `maximumKeys`, so that a flood of made-up keys
 * can't use up the memory. Every limit has its own counter, so such a flood evicts no other limit's counts.
 */
export function createMemoryCounter(options: { windowMs: number; maximumKeys: number }): Counter {
  if (options.windowMs > longestWindowMs) throw new Error("The window is too long for the memory engine");
  const windowSeconds = options.windowMs / 1000;
  // Asked directly, because its calls answer at once: between a read and a change by the engine's promises another call could come.
  const storage = new MemoryStorage();
  const keys = new Set<string>();

  const remember = (key: string): void => {
    // Moved to the end at the start of each window: the set's order is then the order in which windows end.
    keys.delete(key);
    keys.add(key);
    const oldest = keys.size > options.maximumKeys ? keys.values().next().value : undefined;
    if (oldest === undefined) return;
    keys.delete(oldest);
    storage.delete(oldest);
  };

  const read = (key: string): Count => {
    const found = storage.get(key);
    // The engine removes an ended window by timer, which a sleeping instance may not have run yet.
    if (found === null || found.msBeforeNext <= 0) return { count: 0, msLeft: 0 };
    return { count: found.consumedPoints, msLeft: found.msBeforeNext };
  };

  return {
    read: async (key) => read(key),
    increment: async (key) => {
      const result = storage.incrby(key, 1, windowSeconds);
      if (result.isFirstInDuration) remember(key);
      return { count: result.consumedPoints, msLeft: result.msBeforeNext };
    },
    giveBack: async (key) => {
      if (read(key).count === 0) return;
      // The window may have ended since the line above; then this began one below zero.
      if (storage.incrby(key, -1, windowSeconds).isFirstInDuration) storage.delete(key);
    },
    put: async (key, count) => {
      storage.set(key, count, windowSeconds);
      remember(key);
    },
  };
}

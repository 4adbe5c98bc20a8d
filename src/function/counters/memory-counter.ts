// An import can't bring in the declaration of another package's module, and programs that only import this file need it too.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./rate-limiter-memory.d.ts" />
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";

import type { Counter } from "./counter.ts";

/** Above this the engine's timers overflow and it forgets at once. */
const longestWindowMs = 24 * 24 * 60 * 60 * 1000;

/**
 * A counter in the memory of this process.
 * The engine keeps any number of keys; here the oldest go first once there are `maximumKeys`, so that a flood of made-up keys
 * can't use up the memory. Every limit has its own counter, so such a flood evicts no other limit's counts.
 */
export function createMemoryCounter(options: { windowMs: number; maximumKeys: number }): Counter {
  if (options.windowMs > longestWindowMs) throw new Error("The window is too long for the memory engine");
  const engine = new RateLimiterMemory({
    points: Number.MAX_SAFE_INTEGER,
    duration: options.windowMs / 1000,
  });
  const keys = new Set<string>();

  const remember = async (key: string): Promise<void> => {
    // Moved to the end at the start of each window: the set's order is then the order in which windows end.
    keys.delete(key);
    keys.add(key);
    const oldest = keys.size > options.maximumKeys ? keys.values().next().value : undefined;
    if (oldest === undefined) return;
    keys.delete(oldest);
    await engine.delete(oldest);
  };

  const read: Counter["read"] = async (key) => {
    const found = await engine.get(key);
    // The engine removes an ended window by timer, which a sleeping instance may not have run yet.
    if (found === null || found.msBeforeNext <= 0) return { count: 0, msLeft: 0 };
    return { count: found.consumedPoints, msLeft: found.msBeforeNext };
  };

  return {
    read,
    increment: async (key) => {
      const result = await engine.penalty(key, 1);
      if (result.isFirstInDuration) await remember(key);
      return { count: result.consumedPoints, msLeft: result.msBeforeNext };
    },
    giveBack: async (key) => {
      const { count } = await read(key);
      if (count > 0) await engine.reward(key, 1);
    },
  };
}

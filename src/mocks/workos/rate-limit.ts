/** Counts calls per key in a sliding window. */
export type RateLimit = {
  /** Takes one call for the key: null when it is allowed, otherwise the whole seconds until the next one is. */
  take(key: string): number | null;
  clear(): void;
};

export function createRateLimit(options: { calls: number; windowMs: number; now: () => number }): RateLimit {
  const callTimes = new Map<string, number[]>();
  return {
    take(key) {
      const nowMs = options.now();
      const recent = (callTimes.get(key) ?? []).filter((timeMs) => timeMs > nowMs - options.windowMs);
      callTimes.set(key, recent);
      const oldestMs = recent[0];
      if (recent.length >= options.calls && oldestMs !== undefined) {
        return Math.max(1, Math.ceil((oldestMs + options.windowMs - nowMs) / 1000));
      }
      recent.push(nowMs);
      return null;
    },
    clear: () => callTimes.clear(),
  };
}

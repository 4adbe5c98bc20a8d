import { useCallback, useSyncExternalStore } from "react";

/**
 * Whole seconds until a moment, counted down; 0 when there is none or it has come.
 * @param untilMs milliseconds since the epoch
 */
export function useCountdown(untilMs: number | null, now: () => number = Date.now): number {
  const count = useCallback(
    () => (untilMs === null ? 0 : Math.max(0, Math.ceil((untilMs - now()) / 1000))),
    [untilMs, now],
  );
  const subscribe = useCallback(
    (tick: () => void) => {
      if (count() === 0) return () => undefined;
      const timer = setInterval(() => {
        tick();
        if (count() === 0) clearInterval(timer);
      }, 250);
      return () => clearInterval(timer);
    },
    [count],
  );
  return useSyncExternalStore(subscribe, count, () => 0);
}

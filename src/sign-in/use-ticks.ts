import { useEffect } from "react";

/** Calls `onTick` once a second while a countdown runs. */
export function useTicks(
  isCounting: boolean,
  onTick: (event: { type: "ticked"; nowMs: number }) => void,
): void {
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => onTick({ type: "ticked", nowMs: Date.now() }), 1000);
    return () => clearInterval(timer);
  }, [isCounting, onTick]);
}

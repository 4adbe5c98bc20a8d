import { useEffect, useState } from "react";

/** True once a condition has held for so many milliseconds; false again as soon as it doesn't. */
export function useAfter(delayMs: number, isRunning: boolean): boolean {
  const [hasPassed, setHasPassed] = useState(false);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setTimeout(() => setHasPassed(true), delayMs);
    return () => {
      clearTimeout(timer);
      setHasPassed(false);
    };
  }, [delayMs, isRunning]);
  return isRunning && hasPassed;
}

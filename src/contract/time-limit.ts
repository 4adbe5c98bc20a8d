export type TimeLimit = {
  /** Aborts when the time is up. */
  signal: AbortSignal;
  isOver: () => boolean;
  /** Ends the limit; to be called when there is nothing left to abort. */
  clear: () => void;
};

/**
 * A time limit of so many milliseconds. Unlike `AbortSignal.timeout` it stands on `setTimeout`, which tests can drive, and its
 * timer ends with the work.
 */
export function startTimeLimit(timeoutMs: number): TimeLimit {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DOMException(`No answer within ${timeoutMs} ms`, "TimeoutError")),
    timeoutMs,
  );
  return {
    signal: controller.signal,
    isOver: () => controller.signal.aborted,
    clear: () => clearTimeout(timer),
  };
}

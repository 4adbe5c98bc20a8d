const delaysMs = [2_000, 5_000, 12_000, 18_000];
const jitter = 0.1;
const longestRetryAfterMs = 5 * 60_000;
const windowMs = 60_000;
const mostInWindow = 6;
/** Leaves room for the tries that come by themselves: these are what recovers within half a minute. */
const mostInWindowForNudges = 4;

/**
 * Milliseconds until the next try after so many failures in a row, spread by a tenth so that tabs and people don't come back
 * in step; never more than 19.8 s, so that a recovery is noticed within half a minute even where it begins while a request
 * hangs, which takes eight seconds to find out.
 */
export function chooseDelayMs(failures: number, random: () => number): number {
  const delayMs = delaysMs[Math.min(failures, delaysMs.length) - 1] ?? 0;
  // Whole, because timers drop the fraction and would come too early by it.
  return Math.round(delayMs * (1 - jitter + 2 * jitter * random()));
}

export type Breaker = ReturnType<typeof createBreaker>;

/**
 * Decides whether a request may go out: always while the issuer answers; in an outage one at a time, with back-off, and never
 * more than six within a minute.
 */
export function createBreaker(parts: { now?: () => number; random?: () => number } = {}) {
  const { now = Date.now, random = Math.random } = parts;
  let failures = 0;
  let isTrying = false;
  let retryAtMs: number | null = null;
  // Set by the issuer's Retry-After; no click and no event of the browser cuts it short.
  let notBeforeMs = 0;
  let admittedAtMs: number[] = [];

  const countInWindow = () => {
    admittedAtMs = admittedAtMs.filter((atMs) => now() - atMs < windowMs);
    return admittedAtMs.length;
  };

  return {
    /** Whether a request may go out now; a yes counts as that request, and has to be followed by `succeed` or `fail`. */
    admit(): boolean {
      const count = countInWindow();
      if (retryAtMs !== null && (isTrying || now() < retryAtMs || count >= mostInWindow)) return false;
      isTrying = true;
      admittedAtMs.push(now());
      return true;
    },

    succeed(): void {
      isTrying = false;
      failures = 0;
      retryAtMs = null;
    },

    /** Notes a failure and gives the moment of the next try, in milliseconds since the epoch. */
    fail(retryAfterMs: number | null): number {
      isTrying = false;
      failures += 1;
      notBeforeMs = now() + Math.min(retryAfterMs ?? 0, longestRetryAfterMs);
      // From the request's beginning: one that hung for seconds must not put the next try off by as many.
      const begunAtMs = admittedAtMs.at(-1) ?? now();
      retryAtMs = Math.max(begunAtMs + chooseDelayMs(failures, random), notBeforeMs, now());
      return retryAtMs;
    },

    /** Brings the next try forward to now, because a person asked or the network came back; says whether that was allowed. */
    nudge(): boolean {
      if (retryAtMs === null || isTrying || now() < notBeforeMs) return false;
      if (countInWindow() >= mostInWindowForNudges) return false;
      retryAtMs = Math.min(retryAtMs, now());
      return true;
    },
  };
}

import type { WorkosFailure } from "./workos-error.ts";

/** Remembers for a short time that WorkOS is failing. */
export type WorkosBreaker = {
  /** WorkOS answered, whatever it said: what was remembered is over. */
  recordAnswer: () => void;
  /** A failure that the person who met it was told. */
  recordReportedFailure: (failure: WorkosFailure) => void;
  /** A failure that came after "accepted" had been said: the next one who asks for a code has to hear it. */
  recordUnreportedFailure: (failure: WorkosFailure) => void;
  /** The failure to answer a send with, without asking WorkOS; null when WorkOS is to be asked. */
  readUnreportedFailure: () => WorkosFailure | null;
  isFailing: () => boolean;
};

const rememberedMs = 30_000;

/**
 * A breaker with one state. Only a failure that couldn't be told holds the next sends back; a told one shows in the health
 * answer alone, so that one lost packet doesn't stop everybody.
 *
 * A rate limit never counts: WorkOS limits by address, and one person's impatience would close the way for all.
 *
 * @param onOpened called at each failure that comes while none is remembered
 */
export function createWorkosBreaker(
  now: () => number,
  onOpened: () => void = () => undefined,
): WorkosBreaker {
  let remembered: { failure: WorkosFailure; untold: boolean; untilMs: number } | null = null;
  const current = (): typeof remembered =>
    remembered !== null && remembered.untilMs > now() ? remembered : null;
  const record = (failure: WorkosFailure, untold: boolean): void => {
    if (failure.kind === "rate_limited") return;
    if (current() === null) onOpened();
    remembered = {
      failure,
      untold: untold || (current()?.untold ?? false),
      untilMs: now() + rememberedMs,
    };
  };

  return {
    recordAnswer: () => {
      remembered = null;
    },
    recordReportedFailure: (failure) => {
      record(failure, false);
    },
    recordUnreportedFailure: (failure) => {
      record(failure, true);
    },
    readUnreportedFailure: () => {
      const known = current();
      if (known === null || !known.untold) return null;
      if (known.failure.kind === "credentials_refused") return known.failure;
      return { ...known.failure, retryAfterSeconds: Math.ceil((known.untilMs - now()) / 1000) };
    },
    isFailing: () => current() !== null,
  };
}

import type { WorkosFailure } from "./workos-error.ts";

const rememberedMs = 30_000;

/** Remembers for a short time that WorkOS is failing. */
export type WorkosBreaker = ReturnType<typeof createWorkosBreaker>;

/**
 * A breaker with one state. Only a failure that no one was told holds the next sends back; one that was reported to the person who met
 * it only shows in the health answer, so that one lost packet doesn't stop everyone.
 *
 * A rate limit never counts: WorkOS limits by address, and one person's impatience would close the way for all.
 *
 * @param onOpened called at each failure that comes while none is remembered
 */
export function createWorkosBreaker(now: () => number, onOpened: () => void = () => undefined) {
  let remembered: { failure: WorkosFailure; isReported: boolean; untilMs: number } | null = null;
  const current = (): typeof remembered =>
    remembered !== null && remembered.untilMs > now() ? remembered : null;

  return {
    isFailing: (): boolean => current() !== null,
    /** WorkOS answered, whatever it said: what was remembered is over. */
    recordAnswer: (): void => {
      remembered = null;
    },
    /** @param isReported false: it came after "accepted" had been answered, so the next one who asks for a code has to hear it */
    recordFailure: (failure: WorkosFailure, { isReported }: { isReported: boolean }): void => {
      if (failure.kind === "rate_limited") return;
      if (current() === null) onOpened();
      const stays = isReported && (current()?.isReported ?? true);
      remembered = { failure, isReported: stays, untilMs: now() + rememberedMs };
    },
    /** The failure to answer a send with, without asking WorkOS; null when WorkOS is to be asked. */
    readUnreportedFailure: (): WorkosFailure | null => {
      const known = current();
      if (known === null || known.isReported) return null;
      if (known.failure.kind === "credentials_refused") return known.failure;
      return { ...known.failure, retryAfterSeconds: Math.ceil((known.untilMs - now()) / 1000) };
    },
  };
}

import type { WorkosFailure } from "./workos-error.ts";

const rememberedMs = 30_000;

/** Remembers for a short time that WorkOS is failing. */
export type WorkosBreaker = ReturnType<typeof createWorkosBreaker>;

/**
 * A breaker with one state. Only an unreported failure blocks the next sends; one that was already reported to a caller shows
 * only in the health answer, so that one lost packet doesn't block everyone.
 *
 * Rate limits never count: WorkOS limits by address, so one impatient user would block everyone else.
 *
 * @param onOpened called for each failure while none is remembered
 */
export function createWorkosBreaker(now: () => number, onOpened: () => void = () => undefined) {
  let remembered: { failure: WorkosFailure; isReported: boolean; untilMs: number } | null = null;
  const current = (): typeof remembered =>
    remembered !== null && remembered.untilMs > now() ? remembered : null;

  return {
    isFailing: (): boolean => current() !== null,
    /** WorkOS answered, with whatever result: the remembered failure is over. */
    recordAnswer: (): void => {
      remembered = null;
    },
    /** @param isReported false when it came after the send was answered, so that the next send has to report it */
    recordFailure: (failure: WorkosFailure, { isReported }: { isReported: boolean }): void => {
      if (failure.kind === "rate_limited") return;
      if (current() === null) onOpened();
      const stays = isReported && (current()?.isReported ?? true);
      remembered = { failure, isReported: stays, untilMs: now() + rememberedMs };
    },
    /** The failure to answer a send with instead of asking WorkOS; null when WorkOS should be asked. */
    readUnreportedFailure: (): WorkosFailure | null => {
      const known = current();
      if (known === null || known.isReported) return null;
      if (known.failure.kind === "credentials_refused") return known.failure;
      return { ...known.failure, retryAfterSeconds: Math.ceil((known.untilMs - now()) / 1000) };
    },
  };
}

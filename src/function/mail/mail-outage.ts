/** Remembers for half a minute that no mail goes out. */
export type MailOutage = {
  recordSent: () => void;
  /** A failure that is not about its recipient. Whoever asked has been told "accepted" by then; the next one hears of it. */
  recordFailure: () => void;
  /** Whole seconds until sends are tried again; null while mail goes out as far as is known. */
  readRetryAfterSeconds: () => number | null;
};

const rememberedMs = 30_000;

/**
 * The memory of one instance: each finds out for itself, and no client has a word in it.
 * @param onOpened called at each failure that comes while none is remembered
 */
export function createMailOutage(now: () => number, onOpened: () => void = () => undefined): MailOutage {
  let untilMs = 0;
  return {
    recordSent: () => {
      untilMs = 0;
    },
    recordFailure: () => {
      if (untilMs <= now()) onOpened();
      untilMs = now() + rememberedMs;
    },
    readRetryAfterSeconds: () => (untilMs > now() ? Math.ceil((untilMs - now()) / 1000) : null),
  };
}

import type { LimitEntry } from "../../core/counters/limit-table.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** Limits on wrong guesses of the local issuer's codes. */
export const guessLimits = {
  perAccount: {
    name: "guesses",
    counts: "Wrong guesses for an account from unknown devices",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
      { maximum: 80, windowSeconds: 24 * daySeconds },
    ],
  },
  perKnownDevice: {
    name: "device-guesses",
    counts: "Wrong guesses for an account from a known device",
    quotas: [{ maximum: 20, windowSeconds: daySeconds }],
  },
  inAll: {
    name: "all-guesses",
    counts: "Wrong guesses in total; beyond it unknown devices get only the link",
    quotas: [{ maximum: 300, windowSeconds: hourSeconds }],
  },
} as const satisfies Record<string, LimitEntry>;

/**
 * Each refresh adds a key to the store for a minute. A page refreshes when it is loaded and every few minutes; several tabs share a
 * session.
 */
export const refreshLimit = {
  name: "refresh",
  counts: "Refreshes of a session",
  quotas: [
    { maximum: 60, windowSeconds: minuteSeconds },
    { maximum: 600, windowSeconds: hourSeconds },
  ],
} as const satisfies LimitEntry;

/** Lifetimes of the local issuer's sessions, and reuse of their refresh tokens; see `docs/local-issuer.md`. */
export const sessionLifetimes = {
  accessTokenSeconds: 5 * minuteSeconds,
  /** A session ends after this long without a refresh. */
  refreshIdleSeconds: hourSeconds,
  /** A session ends this long after the sign-in, however often it was refreshed. */
  refreshAbsoluteSeconds: 8 * hourSeconds,
  /** For this long after its first use a refresh token gets the same successor (lost answers, several tabs)… */
  refreshGraceSeconds: 10,
  /** …up to this many times, including the first use. */
  refreshGraceUses: 3,
} as const;

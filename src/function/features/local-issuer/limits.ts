import type { LimitEntry } from "../../core/counters/limit-table.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;

/** The limit on wrong guesses at the local issuer's codes, besides the core's limits by address. */
export const wrongGuessesInAll = {
  name: "all-guesses",
  counts: "Wrong guesses in total; beyond it unknown devices get only the link",
  quotas: [{ maximum: 300, windowSeconds: hourSeconds }],
} as const satisfies LimitEntry;

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

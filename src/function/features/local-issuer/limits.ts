import type { LimitEntry } from "../../core/counters/limit-table.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** Limits on wrong guesses at the local issuer's codes. */
export const guessLimits = {
  perAccount: {
    name: "guesses",
    counts: "Wrong guesses for an account, unknown devices",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
      { maximum: 80, windowSeconds: 24 * daySeconds },
    ],
  },
  perKnownDevice: {
    name: "device-guesses",
    counts: "Wrong guesses from a known device",
    quotas: [{ maximum: 20, windowSeconds: daySeconds }],
  },
  inAll: {
    name: "all-guesses",
    counts: "Wrong guesses in all; beyond it unknown devices get the link only",
    quotas: [{ maximum: 300, windowSeconds: hourSeconds }],
  },
} as const satisfies Record<string, LimitEntry>;

/** How long sessions of the local issuer live, and how often a refresh token may be shown again; see `docs/local-issuer.md`. */
export const sessionLifetimes = {
  accessTokenSeconds: 5 * minuteSeconds,
  /** A session ends when it wasn't refreshed for so long. */
  refreshIdleSeconds: hourSeconds,
  /** A session ends so long after the sign-in, however often it was refreshed. */
  refreshAbsoluteSeconds: 8 * hourSeconds,
  /** After its first use a refresh token gets the same successor for so long (a lost answer, two tabs)… */
  refreshGraceSeconds: 10,
  /** …and in that time so often, the first use included. */
  refreshGraceUses: 3,
} as const;

import type { LimitEntry } from "../../core/counters/limit-table.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;

/** The limits on answers to steps. */
export const stepLimits = {
  attemptsPerStep: {
    name: "step-attempts",
    counts: "Attempts per step after a code (a step lives less than an hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
    isOfIssuedIds: true,
  },
  wrongStepCodesPerAccount: {
    name: "step-guesses",
    counts: "Wrong codes from an authenticator app or a second mail, per account",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: 24 * hourSeconds },
    ],
  },
} as const satisfies Record<string, LimitEntry>;

/** How long a step can be answered after a correct code; WorkOS keeps a pending sign-in for as long. */
export const stepLifetimeSeconds = 10 * minuteSeconds;

import type { CounterOptions } from "./counter-store.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** The uses allowed within a window. */
type Quota = { maximum: number; windowSeconds: number };

/** A limit: its name in RateLimit fields and counter keys, what it counts (for the docs), and its windows, shortest first. */
export type LimitEntry = {
  name: string;
  counts: string;
  quotas: readonly [Quota, ...Quota[]];
  /** Never for guesses and mails: counts that start over would allow more of them. */
  countedInProcess?: NonNullable<CounterOptions["countedInProcess"]>;
};

/**
 * The core's limits, as its calls enforce them and `docs/function.md` lists them.
 * A challenge lives less than an hour (see `challenge.ts`), so the hourly counts under its id outlive it.
 */
export const limitTable = {
  callsPerClient: {
    name: "calls",
    counts: "Each call, from a client address (a /64 for IPv6)",
    quotas: [{ maximum: 600, windowSeconds: minuteSeconds }],
    countedInProcess: "while_down",
  },
  callsPerSubject: {
    name: "subject-calls",
    counts: "Each call, by the user of its access token or session",
    quotas: [{ maximum: 120, windowSeconds: minuteSeconds }],
    countedInProcess: "while_down",
  },
  healthPerClient: {
    name: "health",
    counts: "Health requests from a client address, in each process by itself",
    quotas: [{ maximum: 600, windowSeconds: minuteSeconds }],
    countedInProcess: "always",
  },
  attemptsPerChallenge: {
    name: "attempts",
    counts: "Attempts per challenge, resends included (a challenge lives less than an hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
  },
  usesPerChallenge: {
    name: "uses",
    counts: "Sessions per challenge (a challenge lives less than an hour)",
    quotas: [{ maximum: 1, windowSeconds: hourSeconds }],
  },
  attemptsPerStep: {
    name: "step-attempts",
    counts: "Attempts per step after a code (a step lives less than an hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
  },
  wrongStepCodesPerAccount: {
    name: "step-guesses",
    counts: "Wrong codes from an authenticator app or a second mail, per account",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
    ],
  },
  sendsPerAddress: {
    name: "address",
    counts: "Codes sent to an address from unknown devices",
    quotas: [
      { maximum: 10, windowSeconds: minuteSeconds },
      { maximum: 20, windowSeconds: hourSeconds },
      { maximum: 40, windowSeconds: daySeconds },
    ],
  },
  sendsPerKnownDevice: {
    name: "device",
    counts: "Codes sent to an address from a known device",
    quotas: [
      { maximum: 10, windowSeconds: minuteSeconds },
      { maximum: 30, windowSeconds: hourSeconds },
      { maximum: 60, windowSeconds: daySeconds },
    ],
  },
  sendsPerClient: {
    name: "client",
    counts: "Codes requested from a client address (a /64 for IPv6)",
    quotas: [
      { maximum: 30, windowSeconds: minuteSeconds },
      { maximum: 100, windowSeconds: hourSeconds },
      { maximum: 500, windowSeconds: daySeconds },
    ],
    countedInProcess: "while_down",
  },
  mailsPerAddress: {
    name: "mail",
    counts: "Mails requested from WorkOS for an address",
    quotas: [{ maximum: 3, windowSeconds: minuteSeconds }],
  },
} as const satisfies Record<string, LimitEntry>;

/** Lifetimes in seconds; see `docs/function.md`. */
export const lifetimes = {
  oneTimeCodeSeconds: 10 * minuteSeconds,
  /** A step after a correct code; WorkOS keeps a pending sign-in for as long. */
  stepSeconds: 10 * minuteSeconds,
} as const;

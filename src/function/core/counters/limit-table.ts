const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** So many uses within a window. */
type Quota = { maximum: number; windowSeconds: number };

/** What is limited: its name in RateLimit fields and in counters' keys, what it counts, and its windows, the shortest first. */
export type LimitEntry = {
  name: string;
  counts: string;
  quotas: readonly [Quota, ...Quota[]];
  /**
   * Whether it limits clients and not guesses: while the store is down it is counted in this process, so that a flood of requests,
   * each of which waits for the store, still meets a limit.
   */
  isOfClients?: true;
};

/**
 * The limits of the core: what its calls enforce, the tests expect and `docs/function.md` lists.
 * A challenge lives shorter than the hour that is counted under its id (see `challenge.ts`), so its counts outlive it.
 */
export const limitTable = {
  attemptsPerChallenge: {
    name: "attempts",
    counts: "Tries of a challenge, resends included (it lives shorter than that hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
  },
  usesPerChallenge: {
    name: "uses",
    counts: "Sessions out of a challenge (it lives shorter than that hour)",
    quotas: [{ maximum: 1, windowSeconds: hourSeconds }],
  },
  attemptsPerStep: {
    name: "step-attempts",
    counts: "Tries of a step behind a code (it lives shorter than that hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
  },
  wrongStepCodesPerAccount: {
    name: "step-guesses",
    counts: "Wrong codes of an app or of a second mail, for an account",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
    ],
  },
  sendsPerAddress: {
    name: "address",
    counts: "Codes sent to an address, unknown devices",
    quotas: [
      { maximum: 10, windowSeconds: minuteSeconds },
      { maximum: 20, windowSeconds: hourSeconds },
      { maximum: 40, windowSeconds: daySeconds },
    ],
  },
  sendsPerKnownDevice: {
    name: "device",
    counts: "Codes sent to a known device",
    quotas: [
      { maximum: 10, windowSeconds: minuteSeconds },
      { maximum: 30, windowSeconds: hourSeconds },
      { maximum: 60, windowSeconds: daySeconds },
    ],
  },
  sendsPerClient: {
    name: "client",
    counts: "Codes asked for from a client address (a /64 for IPv6)",
    quotas: [
      { maximum: 30, windowSeconds: minuteSeconds },
      { maximum: 100, windowSeconds: hourSeconds },
      { maximum: 500, windowSeconds: daySeconds },
    ],
    isOfClients: true,
  },
  mailsPerAddress: {
    name: "mail",
    counts: "Mails that WorkOS is asked for, for an address",
    quotas: [{ maximum: 3, windowSeconds: minuteSeconds }],
  },
} as const satisfies Record<string, LimitEntry>;

/** How long things live, in seconds; see `docs/function.md`. */
export const lifetimes = {
  oneTimeCodeSeconds: 10 * minuteSeconds,
  /** A step behind a right code; WorkOS holds a sign-in for as long. */
  stepSeconds: 10 * minuteSeconds,
} as const;

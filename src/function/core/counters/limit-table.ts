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
  /**
   * Whether it limits clients rather than guesses: while the store is down it is counted in this process, so that a flood of
   * requests, each waiting for the store, is still limited.
   */
  isOfClients?: true;
  /**
   * Whether its keys are ids that the function gave out, and counted from then on by `beginCounts`. One that the store has dropped
   * since is used up: otherwise a flood of new ids would give an old one all its uses again.
   */
  isOfIssuedIds?: true;
};

/**
 * The core's limits, as its calls enforce them and `docs/function.md` lists them.
 * A challenge lives less than an hour (see `challenge.ts`), so the hourly counts under its id outlive it.
 */
export const limitTable = {
  attemptsPerChallenge: {
    name: "attempts",
    counts: "Attempts per challenge, resends included (a challenge lives less than an hour)",
    quotas: [{ maximum: 5, windowSeconds: hourSeconds }],
    isOfIssuedIds: true,
  },
  usesPerChallenge: {
    name: "uses",
    counts: "Sessions per challenge (a challenge lives less than an hour)",
    quotas: [{ maximum: 1, windowSeconds: hourSeconds }],
    isOfIssuedIds: true,
  },
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
    isOfClients: true,
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

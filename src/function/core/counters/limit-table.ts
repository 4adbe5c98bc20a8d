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
  guessesPerAccount: {
    name: "guesses",
    counts: "Wrong codes for an address from unknown devices, whoever issued the code",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
      { maximum: 80, windowSeconds: 24 * daySeconds },
    ],
  },
  guessesPerKnownDevice: {
    name: "device-guesses",
    counts: "Wrong codes for an address from a known device",
    quotas: [{ maximum: 20, windowSeconds: daySeconds }],
  },
  sendsPerAddress: {
    name: "address",
    counts: "Codes requested for an address from unknown devices of one client",
    quotas: [{ maximum: 10, windowSeconds: minuteSeconds }],
  },
  ownMailsPerAddress: {
    name: "own-mails",
    counts: "Codes requested for an address from unknown devices that get a mail of their own",
    quotas: [
      { maximum: 10, windowSeconds: minuteSeconds },
      { maximum: 20, windowSeconds: hourSeconds },
      { maximum: 40, windowSeconds: daySeconds },
    ],
  },
  sharedMailsPerAddress: {
    name: "shared-mails",
    counts: "Mails to an address that the others share",
    quotas: [{ maximum: 1, windowSeconds: 8 * minuteSeconds }],
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
  invitedMailsPerAddress: {
    name: "invited-mail",
    counts: "The same with an invitation",
    quotas: [{ maximum: 1, windowSeconds: minuteSeconds }],
  },
} as const satisfies Record<string, LimitEntry>;

/** Lifetimes in seconds; see `docs/function.md`. */
export const lifetimes = {
  oneTimeCodeSeconds: 10 * minuteSeconds,
  /** A step after a correct code; WorkOS keeps a pending sign-in for as long. */
  stepSeconds: 10 * minuteSeconds,
} as const;

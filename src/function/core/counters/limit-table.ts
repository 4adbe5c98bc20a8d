import type { CounterOptions } from "./counter-store.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** The uses allowed within a window. */
type Quota = { maximum: number; windowSeconds: number };

const aMinute = (maximum: number): Quota => ({ maximum, windowSeconds: minuteSeconds });
const anHour = (maximum: number): Quota => ({ maximum, windowSeconds: hourSeconds });
const aDay = (maximum: number): Quota => ({ maximum, windowSeconds: daySeconds });

/** A limit: its name in RateLimit fields and counter keys, what it counts (for the docs), and its windows, shortest first. */
export type LimitEntry = {
  name: string;
  counts: string;
  quotas: readonly [Quota, ...Quota[]];
  /** Never for guesses and mails: counts that start over would allow more of them. */
  countedInProcess?: NonNullable<CounterOptions["countedInProcess"]>;
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
  callsPerClient: {
    name: "calls",
    counts: "Each call, from a client address (a /64 for IPv6)",
    quotas: [aMinute(600)],
    countedInProcess: "while_down",
  },
  callsPerSubject: {
    name: "subject-calls",
    counts: "Each call, by the user of its access token or by its session",
    quotas: [aMinute(120)],
    countedInProcess: "while_down",
  },
  everywherePerUser: {
    name: "everywhere",
    // Each may cost WorkOS fifty requests and more.
    counts: "Sign-outs everywhere of a user; beyond it only the session itself ends",
    quotas: [{ maximum: 3, windowSeconds: 10 * minuteSeconds }],
    countedInProcess: "while_down",
  },
  healthPerClient: {
    name: "health",
    counts: "Health requests from a client address, in each process by itself",
    quotas: [aMinute(600)],
    countedInProcess: "always",
  },
  triesPerClient: {
    name: "tries",
    counts:
      "Codes, steps and Magic Links tried from a client address, also those that WorkOS doesn't compare; each call by itself",
    quotas: [aMinute(150), anHour(600)],
    countedInProcess: "while_down",
  },
  attemptsPerChallenge: {
    name: "attempts",
    counts: "Attempts per challenge, resends included (a challenge lives less than an hour)",
    quotas: [anHour(5)],
    isOfIssuedIds: true,
  },
  usesPerChallenge: {
    name: "uses",
    counts: "Sessions per challenge (a challenge lives less than an hour)",
    quotas: [anHour(1)],
    isOfIssuedIds: true,
  },
  guessesPerAccount: {
    name: "guesses",
    counts: "Wrong codes for an address from unknown devices, at either issuer",
    quotas: [anHour(10), aDay(20), { maximum: 80, windowSeconds: 24 * daySeconds }],
  },
  guessesOfKnownDevices: {
    name: "device-guesses",
    counts: "Wrong codes for an address from its known devices together",
    quotas: [aDay(20)],
  },
  sendsPerAddress: {
    name: "address",
    counts: "Codes requested for an address from unknown devices of one client",
    quotas: [aMinute(10)],
  },
  ownMailsPerAddress: {
    name: "own-mails",
    counts: "Codes requested for an address from unknown devices that get a mail of their own",
    quotas: [aMinute(10), anHour(20), aDay(40)],
  },
  sharedMailsPerAddress: {
    name: "shared-mails",
    counts: "Mails to an address that the others share",
    quotas: [{ maximum: 1, windowSeconds: 8 * minuteSeconds }],
  },
  sendsPerKnownDevice: {
    name: "device",
    counts: "Codes sent to an address from a known device",
    quotas: [aMinute(10), anHour(30), aDay(60)],
  },
  sendsOfKnownDevices: {
    name: "devices",
    counts: "The same from all known devices together; beyond it they count as unknown",
    quotas: [aDay(120)],
  },
  sendsPerClient: {
    name: "client",
    counts: "Codes requested from a client address (a /64 for IPv6)",
    quotas: [aMinute(30), anHour(100), aDay(500)],
    countedInProcess: "while_down",
  },
  mailsPerAddress: {
    name: "mail",
    counts: "Mails requested from WorkOS for an address",
    quotas: [aMinute(3)],
  },
  invitedMailsPerAddress: {
    name: "invited-mail",
    counts: "The same with a pending invitation, which its holder has",
    quotas: [aMinute(1), anHour(10), aDay(20)],
  },
} as const satisfies Record<string, LimitEntry>;

/** Lifetimes in seconds; see `docs/function.md`. */
export const lifetimes = {
  oneTimeCodeSeconds: 10 * minuteSeconds,
} as const;

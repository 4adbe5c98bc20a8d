const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

/** So many uses within a window. */
type Quota = { maximum: number; windowSeconds: number };

/** What is limited: its name in RateLimit fields and in counters' keys, what it counts, and its windows, the shortest first. */
type LimitEntry = { name: string; counts: string; quotas: readonly [Quota, ...Quota[]] };

/**
 * The product's limits: what the handlers enforce, the tests expect and `docs/function.md` lists.
 * Challenges live shorter than the hour that is counted under their ids (see `challenge.ts`), so their counts can't run out
 * under them.
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
  wrongGuessesPerAccount: {
    name: "guesses",
    counts: "Wrong guesses for an account, unknown devices",
    quotas: [
      { maximum: 10, windowSeconds: hourSeconds },
      { maximum: 20, windowSeconds: daySeconds },
      { maximum: 80, windowSeconds: 24 * daySeconds },
    ],
  },
  wrongGuessesPerKnownDevice: {
    name: "device-guesses",
    counts: "Wrong guesses from a known device",
    quotas: [{ maximum: 20, windowSeconds: daySeconds }],
  },
  wrongGuesses: {
    name: "all-guesses",
    counts: "Wrong guesses in all; beyond it unknown devices get the link only",
    quotas: [{ maximum: 300, windowSeconds: hourSeconds }],
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
  },
  mailsPerAddress: {
    name: "mail",
    counts: "Mails that WorkOS is asked for, for an address",
    quotas: [{ maximum: 3, windowSeconds: minuteSeconds }],
  },
  invitationsPerMember: {
    name: "invitations",
    counts: "Invitations of a member in an organization; `PORTICO_INVITE_QUOTA` sets another number",
    quotas: [{ maximum: 5, windowSeconds: 24 * daySeconds }],
  },
  inspectionsPerClient: {
    name: "inspections",
    counts: "Invitations looked at from a client address (a /64 for IPv6)",
    quotas: [
      { maximum: 30, windowSeconds: minuteSeconds },
      { maximum: 200, windowSeconds: hourSeconds },
    ],
  },
} as const satisfies Record<string, LimitEntry>;

/** The limits by what they count. */
export type LimitName = keyof typeof limitTable;

/** How long things live, in seconds, and how often a refresh token may be shown again; see `docs/function.md`. */
export const lifetimes = {
  oneTimeCodeSeconds: 10 * minuteSeconds,
  /** A step behind a right code; WorkOS holds a sign-in for as long. */
  stepSeconds: 10 * minuteSeconds,
  /** A Magic Link until somebody opens it; the shortest that WorkOS gives. */
  magicLinkSeconds: 15 * minuteSeconds,
  /** WorkOS's code that an opened Magic Link redirects with. */
  magicLinkCodeSeconds: 10 * minuteSeconds,
  accessTokenSeconds: 5 * minuteSeconds,
  /** A local session ends when it wasn't refreshed for so long. */
  refreshIdleSeconds: hourSeconds,
  /** A local session ends so long after the sign-in, however often it was refreshed. */
  refreshAbsoluteSeconds: 8 * hourSeconds,
  /** After its first use a refresh token gets the same successor for so long (a lost answer, two tabs)… */
  refreshGraceSeconds: 10,
  /** …and in that time so often, the first use included. */
  refreshGraceUses: 3,
} as const;

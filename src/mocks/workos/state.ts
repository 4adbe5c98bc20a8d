import { createFaults, type Faults } from "../faults/faults.ts";
import { createInvitations, type Invitations } from "../invitations/invitations.ts";
import { createMagicLinks, type MagicLinks } from "../magic-link/magic-links.ts";
import { createMailbox, type Mailbox } from "../mailbox/mailbox.ts";
import type { DirectorySeed } from "../people.ts";
import { type AuthorizationCodes, createAuthorizationCodes } from "./authorization-codes.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { createOneTimeCodes, type OneTimeCodes } from "./one-time-codes.ts";
import { createPendingAuthentications, type PendingAuthentications } from "./pending-authentications.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createTotpFactors, type TotpFactors } from "./totp-factors.ts";

/** Everything one mocked WorkOS remembers, and its clock. No HTTP in here. */
export type WorkosState = {
  now: () => number;
  advanceClock(milliseconds: number): void;
  directory: Directory;
  sessions: Sessions;
  authorizationCodes: AuthorizationCodes;
  magicAuthCodes: OneTimeCodes;
  /** Codes that confirm an address. */
  emailVerifications: OneTimeCodes;
  pendingAuthentications: PendingAuthentications;
  totpFactors: TotpFactors;
  magicLinks: MagicLinks;
  invitations: Invitations;
  mailbox: Mailbox;
  /** What goes wrong at the moment. */
  faults: Faults;
  /** The limits WorkOS documents. */
  limits: { magicAuthSend: RateLimit; authenticate: RateLimit; reads: RateLimit; writes: RateLimit };
  reset(): void;
};

export function createWorkosState(options: {
  now: () => number;
  mailbox: Mailbox | undefined;
  seed: DirectorySeed;
}): WorkosState {
  let clockOffsetMs = 0;
  const now = (): number => options.now() + clockOffsetMs;

  const directory = createDirectory(now, options.seed);
  const sessions = createSessions(now);
  const authorizationCodes = createAuthorizationCodes(now);
  const magicAuthCodes = createOneTimeCodes("magic_auth", now);
  const emailVerifications = createOneTimeCodes("email_verification", now);
  const pendingAuthentications = createPendingAuthentications(now);
  const totpFactors = createTotpFactors(now);
  const magicLinks = createMagicLinks(now);
  const invitations = createInvitations(now);
  const mailbox = options.mailbox ?? createMailbox({ now });
  const faults = createFaults();
  const limits = {
    magicAuthSend: createRateLimit({ calls: 3, windowMs: 60_000, now }),
    authenticate: createRateLimit({ calls: 10, windowMs: 60_000, now }),
    reads: createRateLimit({ calls: 1000, windowMs: 10_000, now }),
    writes: createRateLimit({ calls: 500, windowMs: 10_000, now }),
  };

  return {
    now,
    advanceClock(milliseconds) {
      clockOffsetMs += milliseconds;
    },
    directory,
    sessions,
    authorizationCodes,
    magicAuthCodes,
    emailVerifications,
    pendingAuthentications,
    totpFactors,
    magicLinks,
    invitations,
    mailbox,
    faults,
    limits,
    reset() {
      clockOffsetMs = 0;
      for (const part of [directory, sessions, authorizationCodes, mailbox, faults]) part.clear();
      for (const part of [
        magicAuthCodes,
        emailVerifications,
        magicLinks,
        invitations,
        pendingAuthentications,
        totpFactors,
      ])
        part.clear();
      for (const limit of Object.values(limits)) limit.clear();
    },
  };
}

import type { Counter, CounterStore } from "../../core/counters/counter-store.ts";
import type { Core } from "../../core/feature/core.ts";
import type { MailboxSignIn } from "../../core/feature/issuer.ts";
import { type AccessTokens, createAccessTokens } from "./access-tokens.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { type ChallengeSecrets, createChallengeSecrets } from "./challenge-secrets.ts";
import { createEmailLinkTokens, type EmailLinkTokens } from "./email-link-tokens.ts";
import { sessionLifetimes } from "./limits.ts";
import { createLocalSignIn } from "./local-sign-in.ts";
import type { CheckMail } from "./mail/mail-check.ts";
import type { SendMail } from "./mail/mail.ts";
import { createRefreshFamilies, type RefreshFamilies } from "./refresh-families.ts";
import { createWrongGuesses, type WrongGuesses } from "./wrong-guesses.ts";

/** The accounts and mail functions of the local issuer. */
export type LocalIssuerSources = { accounts: AccountDirectory; sendMail: SendMail; checkMail: CheckMail };

/** What the local issuer and its calls work with. */
export type LocalIssuerParts = LocalIssuerSources & {
  core: Core;
  secrets: ChallengeSecrets;
  linkTokens: EmailLinkTokens;
  wrongGuesses: WrongGuesses;
  challengeMarks: Counter;
  accessTokens: AccessTokens;
  families: RefreshFamilies;
  finishSignIn: MailboxSignIn["finish"];
};

const hourMs = 60 * 60_000;
/** Longer than any local session, so that its counts outlive it. */
const sessionWindowMs = 24 * hourMs;
/** Longer than the grace period. */
const recentUsesWindowMs = 60_000;
const maximumKeys = 50_000;

export function createLocalIssuerParts(core: Core, sources: LocalIssuerSources): LocalIssuerParts {
  const { counterStore, sealingKeys } = core;
  const accessTokens = createAccessTokens({
    issuer: core.ownOrigins.main,
    keys: sealingKeys,
    lifetimeMs: sessionLifetimes.accessTokenSeconds * 1000,
    now: core.now,
  });
  const families = createRefreshFamilies({
    families: createCounter(counterStore, "refresh-families", sessionWindowMs),
    recentUses: createCounter(counterStore, "refresh-uses", recentUsesWindowMs),
    // A dropped one would bring its sessions back. Only accounts have one, so clients can't make it grow.
    revokedSubjects: counterStore.createCounter({
      name: "revoked-subjects",
      windowMs: sessionWindowMs,
      maximumKeys: Number.MAX_SAFE_INTEGER,
    }),
    readStoreId: counterStore.readStoreId,
    idleLifetimeMs: sessionLifetimes.refreshIdleSeconds * 1000,
    absoluteLifetimeMs: sessionLifetimes.refreshAbsoluteSeconds * 1000,
    graceMs: sessionLifetimes.refreshGraceSeconds * 1000,
    graceUses: sessionLifetimes.refreshGraceUses,
    now: core.now,
  });
  return {
    ...sources,
    core,
    secrets: createChallengeSecrets(sealingKeys),
    linkTokens: createEmailLinkTokens(sealingKeys),
    wrongGuesses: createWrongGuesses(core.limit),
    challengeMarks: createCounter(counterStore, "local-challenges", hourMs),
    accessTokens,
    families,
    finishSignIn: createLocalSignIn(core, { accounts: sources.accounts, families, accessTokens }),
  };
}

function createCounter(store: CounterStore, name: string, windowMs: number): Counter {
  return store.createCounter({ name, windowMs, maximumKeys });
}

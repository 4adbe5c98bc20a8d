import type { Handler } from "hono";

import type { AccountDirectory } from "./accounts/account.ts";
import type { SealingKey } from "../../core/configuration/sealing-keys.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import type { CounterStore } from "../../core/counters/counter-store.ts";
import { lifetimes } from "../../core/counters/limit-table.ts";
import type { Limits } from "../../core/counters/limits.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import type { WriteLogEvent } from "../../core/logging/log-entry.ts";
import type { SendMail } from "./mail/mail.ts";
import type { Sealer } from "../../core/sealing/sealer.ts";
import type { RefreshKept } from "../../core/session/refresh-session.ts";
import type { SessionCookie } from "../../core/session/session-cookie.ts";
import type { RevokeLocalSessions } from "../../core/session/sign-out.ts";
import type { Wait } from "../../core/wait.ts";
import { type AccessTokens, createAccessTokens } from "./access-tokens.ts";
import { createChallengeSecrets } from "./challenge-secrets.ts";
import { type CheckLocalCode, createLocalCheck } from "./check-local-code.ts";
import { createEmailLinkTokens } from "./email-link-tokens.ts";
import { answerJwks } from "./jwks.ts";
import type { KnownDevices } from "../../core/email-code/known-devices.ts";
import { createLocalCodeMails, type MailLocalCode } from "./local-code-mails.ts";
import type { LocalSession } from "./local-session.ts";
import { createLocalSignIn, type FinishLocalSignIn } from "./local-sign-in.ts";
import { redeemEmailLink } from "./redeem-email-link.ts";
import { createRefreshFamilies } from "./refresh-families.ts";
import { createLocalRefresh } from "./refresh-local-session.ts";
import { createLocalRevocation } from "./revoke-local-sessions.ts";
import { createWrongGuesses } from "./wrong-guesses.ts";

/** The local issuer: own codes, own mail, own accounts, own tokens; what the function's calls need of it. */
export type LocalIssuer = {
  mailCode: MailLocalCode;
  checkCode: CheckLocalCode;
  finishSignIn: FinishLocalSignIn;
  redeemEmailLink: Handler<FunctionContext>;
  refreshSession: RefreshKept<LocalSession>;
  revokeSessions: RevokeLocalSessions;
  answerJwks: Handler<FunctionContext>;
  /** Keys that its own access tokens are verified with. */
  accessTokens: Pick<AccessTokens, "readJwks">;
};

/** Path of the page that mailed links lead to; a test holds it to the app's own list of paths. */
export const emailLinkPath = "/auth/email-link";

const hourMs = 60 * 60_000;
/** Longer than any local session lives, so that no count ends under one. */
const sessionWindowMs = 24 * hourMs;
const maximumKeys = 50_000;

export function createLocalIssuer(parts: {
  ownOrigin: string;
  sealingKeys: readonly [SealingKey, ...SealingKey[]];
  accounts: AccountDirectory;
  sendMail: SendMail;
  counterStore: CounterStore;
  limits: Limits;
  sealer: Sealer;
  cookies: Cookies;
  sessionCookie: SessionCookie;
  knownDevices: KnownDevices;
  runInBackground: (task: Promise<unknown>) => void;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
  wait: Wait;
  now: () => number;
}): LocalIssuer {
  const { counterStore, limits, ownOrigin, sealingKeys } = parts;
  const createCounter = (name: string, windowMs: number) =>
    counterStore.createCounter({ name, windowMs, maximumKeys });

  const secrets = createChallengeSecrets(sealingKeys);
  const linkTokens = createEmailLinkTokens(sealingKeys);
  const wrongGuesses = createWrongGuesses(limits);
  const challengeMarks = createCounter("local-challenges", hourMs);
  const accessTokens = createAccessTokens({
    issuer: ownOrigin,
    keys: sealingKeys,
    lifetimeMs: lifetimes.accessTokenSeconds * 1000,
    now: parts.now,
  });
  const families = createRefreshFamilies({
    uses: createCounter("refresh-uses", sessionWindowMs),
    usesWindowMs: sessionWindowMs,
    revokedFamilies: createCounter("revoked-families", sessionWindowMs),
    revokedSubjects: createCounter("revoked-subjects", sessionWindowMs),
    readIncarnation: counterStore.readIncarnation,
    idleLifetimeMs: lifetimes.refreshIdleSeconds * 1000,
    absoluteLifetimeMs: lifetimes.refreshAbsoluteSeconds * 1000,
    graceMs: lifetimes.refreshGraceSeconds * 1000,
    graceUses: lifetimes.refreshGraceUses,
    now: parts.now,
  });
  const finishSignIn = createLocalSignIn({
    ...parts,
    usesPerChallenge: limits.usesPerChallenge,
    families,
    accessTokens,
  });

  return {
    mailCode: createLocalCodeMails({
      ...parts,
      linkPath: emailLinkPath,
      secrets,
      linkTokens,
      wrongGuesses,
      challengeMarks,
    }),
    checkCode: createLocalCheck({ secrets, wrongGuesses, challengeMarks, now: parts.now }),
    finishSignIn,
    redeemEmailLink: redeemEmailLink({
      ...parts,
      readIncarnation: counterStore.readIncarnation,
      usesPerChallenge: limits.usesPerChallenge,
      linkTokens,
      secrets,
      finishLocalSignIn: finishSignIn,
    }),
    refreshSession: createLocalRefresh({ ...parts, families, accessTokens }),
    revokeSessions: createLocalRevocation({ ...parts, families }),
    answerJwks: answerJwks(accessTokens),
    accessTokens,
  };
}

import type { Account } from "./accounts/account.ts";
import type { Counter } from "../../core/counters/counter-store.ts";
import { beginCounts, type Limit } from "../../core/counters/limits.ts";
import { type Challenge, readLocalExpiryMs } from "../../core/feature/challenge.ts";
import type { SendMail, SendMailResult } from "./mail/mail.ts";
import type { ChallengeSecrets } from "./challenge-secrets.ts";
import type { EmailLinkTokens } from "./email-link-tokens.ts";
import { markLocalChallenge } from "./local-challenge-mark.ts";
import type { WrongGuesses } from "./wrong-guesses.ts";

/** Mails a challenge's code and link to an account of the local issuer. */
export type MailLocalCode = (mail: {
  challenge: Challenge;
  account: Account;
  deviceId: string | null;
  /** `Accept-Language` of the request. */
  language: string | null;
  linkOrigin: string;
}) => Promise<SendMailResult & { holdsCode: boolean }>;

/**
 * Mails codes to the stored address, not to the typed one, which an attacker may have spelt differently (mail to a look-alike
 * address).
 */
export function createLocalCodeMails(parts: {
  /** Path of the landing page of mailed links. */
  linkPath: string;
  secrets: ChallengeSecrets;
  linkTokens: EmailLinkTokens;
  wrongGuesses: WrongGuesses;
  challengeMarks: Counter;
  usesPerChallenge: Limit;
  sendMail: SendMail;
  now: () => number;
}): MailLocalCode {
  return async ({ account, deviceId, language, linkOrigin, ...mail }) => {
    const challenge = await parts.secrets.readMailed(mail.challenge);
    // A mail of its own has its challenge's counts, which resends must not begin anew; a shared mail goes out once.
    if (challenge.challengeId !== mail.challenge.challengeId)
      await beginCounts([parts.usesPerChallenge], challenge.challengeId);
    // An attacker's guesses must not lock out the owner, so the link (128 bits) is still mailed (account lockout).
    const isLinkOnly = await parts.wrongGuesses.isUsedUp(challenge.email, deviceId);
    const oneTimeCode = isLinkOnly ? null : await parts.secrets.deriveOneTimeCode(challenge);
    const token = await parts.linkTokens.build({
      challengeId: challenge.challengeId,
      expiresAtMs: readLocalExpiryMs(challenge),
      incarnation: challenge.incarnation,
    });
    // Before the mail is sent: it may be read before the mail server has answered.
    await markLocalChallenge(parts.challengeMarks, challenge.challengeId);
    const result = await parts.sendMail({
      to: account.email,
      oneTimeCode,
      link: `${linkOrigin}${parts.linkPath}#${token}`,
      ownOrigin: linkOrigin,
      language,
      requestedAtMs: parts.now(),
    });
    return { ...result, holdsCode: oneTimeCode !== null };
  };
}

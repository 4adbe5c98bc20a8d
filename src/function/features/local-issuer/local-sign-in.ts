import { limitTable } from "../../core/counters/limit-table.ts";
import { parseReturnTo } from "../../../contract/return-to.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import { countUse } from "../../core/counters/limits.ts";
import type { Core } from "../../core/feature/core.ts";
import type { MailboxSignIn } from "../../core/feature/issuer.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import {
  buildLocalUser,
  findFirstOrganization,
  type LocalSession,
  writeLocalSession,
} from "./local-session.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Seconds to wait before a retry while the accounts can't be read. */
const accountsRetryAfterSeconds = 10;

/** Answers with a local session and its cookie for a proved mailbox; each proof gives one session. */
export function createLocalSignIn(
  core: Core,
  parts: { accounts: AccountDirectory; families: RefreshFamilies; accessTokens: AccessTokens },
): MailboxSignIn["finish"] {
  return async (context, proof) => {
    // Looked up again: since the mail was sent the account may have been removed, or its organization may require SSO.
    const lookup = await parts.accounts.find(proof.email);
    if (lookup.kind === "unavailable") {
      return answerProblem(context, "codes_paused", { retryAfterSeconds: accountsRetryAfterSeconds });
    }
    if (lookup.kind === "absent" || mayUseLocalCodes(lookup.account).kind === "refused") {
      return answerProblem(context, "sign_up_not_allowed");
    }
    const { account } = lookup;
    const { authenticationMethod } = proof;

    const use = await countUse(core.limit(limitTable.usesPerChallenge), proof.challengeId);
    if (use.kind === "exceeded") {
      return answerProblem(context, proof.usedFailure);
    }

    core.emit({
      event: "signed_in",
      issuer: "local",
      subject: account.subject,
      authenticationMethod,
      emailFingerprint: await core.fingerprintEmail(proof.email),
      isKnownDevice: (await core.knownDevices.find(context, proof.email)) !== null,
    });
    const nowMs = core.now();
    const organizationId = findFirstOrganization(account);
    const session: LocalSession = {
      refreshToken: await parts.families.start({ subject: account.subject, email: account.email }),
      authenticationMethod,
      organizationId,
    };
    core.cookies.clear(context, proof.usedCookie);
    await writeLocalSession(core, context, session);
    await core.knownDevices.remember(context, proof.email);
    const answer: SessionAnswer = {
      user: buildLocalUser(account, nowMs),
      accessToken: await parts.accessTokens.issue({
        subject: account.subject,
        sessionId: session.refreshToken.familyId,
        authenticatedAtMs: nowMs,
        organization: account.organizations.find(({ id }) => id === organizationId) ?? null,
      }),
      authenticationMethod,
      returnTo: parseReturnTo(proof.returnTo, core.ownOrigins.main),
    };
    return context.json(answer);
  };
}

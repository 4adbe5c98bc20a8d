import type { Context } from "hono";

import { parseReturnTo } from "../../../contract/return-to.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import { answerProblem } from "../../core/answers/problem-answer.ts";
import type { Cookies } from "../../core/cookies/cookies.ts";
import { countUse } from "../../core/counters/count-limit.ts";
import type { Limit } from "../../core/counters/limits.ts";
import type { Challenge } from "../../core/email-code/challenge.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FunctionContext } from "../../core/function-context.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import type { SessionCookie } from "../../core/session/session-cookie.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { KnownDevices } from "../../core/email-code/known-devices.ts";
import {
  buildLocalUser,
  findFirstOrganization,
  type LocalAuthenticationMethod,
  type LocalSession,
} from "./local-session.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Seconds that a person is asked to wait while the accounts can't be read. */
const accountsRetryAfterSeconds = 10;

/** Answers with a session of the local issuer, and its cookie, for a challenge that was won; one challenge gives one session. */
export type FinishLocalSignIn = (
  context: Context<FunctionContext>,
  challenge: Pick<Challenge, "challengeId" | "email" | "returnTo">,
  authenticationMethod: LocalAuthenticationMethod,
) => Promise<Response>;

export function createLocalSignIn(parts: {
  ownOrigin: string;
  accounts: AccountDirectory;
  usesPerChallenge: Limit;
  families: RefreshFamilies;
  accessTokens: AccessTokens;
  sessionCookie: SessionCookie;
  knownDevices: KnownDevices;
  cookies: Cookies;
  fingerprintEmail: FingerprintEmail;
  emit: EmitEvent;
  now: () => number;
}): FinishLocalSignIn {
  return async (context, challenge, authenticationMethod) => {
    // Looked up again: between the mail and its use the account may have been removed, or held to SSO.
    const lookup = await parts.accounts.find(challenge.email);
    if (lookup.kind === "unavailable") {
      return answerProblem(context, "codes_paused", { retryAfterSeconds: accountsRetryAfterSeconds });
    }
    if (lookup.kind === "absent" || mayUseLocalCodes(lookup.account).kind === "refused") {
      return answerProblem(context, "sign_up_not_allowed");
    }
    const { account } = lookup;

    const use = await countUse(parts.usesPerChallenge, challenge.challengeId);
    if (use.kind === "exceeded") {
      return answerProblem(context, authenticationMethod === "EmailCode" ? "no_challenge" : "link_used");
    }

    parts.emit({
      event: "signed_in",
      issuer: "local",
      subject: account.subject,
      authenticationMethod,
      emailFingerprint: await parts.fingerprintEmail(challenge.email),
      isKnownDevice: (await parts.knownDevices.find(context, challenge.email)) !== null,
    });
    const nowMs = parts.now();
    const organizationId = findFirstOrganization(account);
    const session: LocalSession = {
      refreshToken: await parts.families.start({ subject: account.subject, email: account.email }),
      authenticationMethod,
      organizationId,
    };
    parts.cookies.clear(
      context,
      authenticationMethod === "MagicLink" ? "portico-magic-link" : "portico-challenge",
    );
    await parts.sessionCookie.writeLocal(context, session, nowMs);
    await parts.knownDevices.remember(context, challenge.email);
    const answer: SessionAnswer = {
      user: buildLocalUser(account, nowMs),
      accessToken: await parts.accessTokens.issue({
        subject: account.subject,
        sessionId: session.refreshToken.familyId,
        authenticatedAtMs: nowMs,
        organization: account.organizations.find(({ id }) => id === organizationId) ?? null,
      }),
      authenticationMethod,
      returnTo: parseReturnTo(challenge.returnTo, parts.ownOrigin),
    };
    return context.json(answer);
  };
}

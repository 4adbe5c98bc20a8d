import { parseEmailAddress } from "../../../contract/email-address.ts";
import type { SessionAnswer } from "../../../contract/session.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import { answerProblem, countAgainstLimit } from "../../core/http/problem-answer.ts";
import type { Context } from "../../core/http/context.ts";
import type { Core } from "../../core/feature/core.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { refreshLimit } from "./limits.ts";
import { buildLocalUser, type LocalSession, writeLocalSession } from "./local-session.ts";
import type { RefreshFamilies } from "./refresh-families.ts";

/** Seconds to wait before a retry while the accounts can't be read. */
const accountsRetryAfterSeconds = 10;

/**
 * Refreshes sessions of the local issuer. The account is looked up each time, so an account that was removed or now requires SSO
 * loses its session within the lifetime of an access token.
 */
export function createLocalRefresh(
  core: Core,
  parts: { accounts: AccountDirectory; families: RefreshFamilies; accessTokens: AccessTokens },
): (context: Context, session: LocalSession, wantedOrganizationId: string | null) => Promise<Response> {
  const answerEnded = (context: Context): Response => {
    core.sessionCookie.clear(context);
    return answerProblem(context, "session_ended");
  };

  return async (context, session, wantedOrganizationId) => {
    // Before the use is counted: a refused refresh must not look like a replay later.
    const { familyId } = session.refreshToken;
    const tooMany = await countAgainstLimit(context, core.limit(refreshLimit), familyId);
    if (tooMany !== null) return tooMany;
    const email = parseEmailAddress(session.refreshToken.email);
    if (email === null) return answerEnded(context);
    // Looked up before the token is used: if the refresh failed afterwards, the next one would look like a replay.
    const lookup = await parts.accounts.find(email);
    if (lookup.kind === "unavailable") {
      return answerProblem(context, "codes_paused", { retryAfterSeconds: accountsRetryAfterSeconds });
    }
    if (lookup.kind === "absent" || mayUseLocalCodes(lookup.account).kind === "refused") {
      await parts.families.revoke(session.refreshToken);
      return answerEnded(context);
    }
    const { account } = lookup;
    if (account.subject !== session.refreshToken.subject) return answerEnded(context);
    const organizationId = wantedOrganizationId ?? session.organizationId;
    const organization = account.organizations.find(({ id }) => id === organizationId) ?? null;
    if (wantedOrganizationId !== null && organization === null) {
      return answerProblem(context, "organization_refused");
    }

    const result = await parts.families.rotate(session.refreshToken);
    if (result.kind === "ended") {
      core.writeLog("info", { event: "local_session_ended", reason: result.reason });
      if (result.reason === "replayed") core.emit({ event: "refresh_replayed", subject: account.subject });
      return answerEnded(context);
    }
    const next: LocalSession = {
      ...session,
      refreshToken: result.token,
      organizationId: organization?.id ?? null,
    };
    await writeLocalSession(core, context, next);
    const answer: SessionAnswer = {
      user: buildLocalUser(account, result.token.startedAtMs),
      accessToken: await parts.accessTokens.issue({
        subject: account.subject,
        sessionId: result.token.familyId,
        authenticatedAtMs: result.token.startedAtMs,
        organization,
      }),
      authenticationMethod: session.authenticationMethod,
    };
    return context.json(answer);
  };
}

import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { memberPermissions } from "../../../contract/member-permissions.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { describeInvisibleCharacter } from "../../../contract/email-address.ts";
import {
  type AskedAddress,
  type InvitationResult,
  parseSendInvitationsRequest,
  type SendInvitationsAnswer,
  sendInvitationsAnswerSchema,
  sendInvitationsRequestSchema,
} from "../../../contract/invitations.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { type WorkosFailure, answerWorkosFailure } from "../../core/workos/workos-error.ts";
import { CounterStoreError } from "../../core/counters/counter-store.ts";
import type { Context, Handler, VerifiedAccess } from "../../core/http/context.ts";
import { teamLimits } from "./limits.ts";
import { describeInvitation } from "./describe-invitations.ts";
import { findMissingPermission } from "./grantable-roles.ts";
import { type InviterAccount, readQuotaAfterwards } from "./invitation-quota.ts";

/** Why an address wasn't invited, and after how many seconds a retry may succeed. */
type Failed = { failureCode: FailureCode; detail?: string; retryAfterSeconds?: number };
type Outcome =
  | Omit<Extract<InvitationResult, { outcome: "invited" }>, "email">
  /** `stops`: the failure isn't specific to the address, so the following ones would fail too. */
  | ({ outcome: "failed"; stops: boolean } & Failed);

const defaultRetryAfterSeconds = 5;

/**
 * Invites each address into the access token's organization, in the name of the token's holder. The body can name neither:
 * otherwise a member could invite into foreign organizations, or use another member's quota.
 *
 * Each address succeeds or fails separately. When WorkOS or the store fails, the remaining addresses get that failure untried.
 */
export const sendInvitations: Call<TeamParts> = {
  name: "sendInvitations",
  method: "POST",
  path: apiPaths.sendInvitations,
  access: { scope: "organization", permission: memberPermissions.invite },
  summary: "Invites addresses into the access token's organization, in the name of its holder.",
  request: sendInvitationsRequestSchema,
  limits: [teamLimits.invitationsPerMember, teamLimits.mailsPerMember, teamLimits.mailsPerAddress],
  successes: [
    {
      status: 200,
      description: "A result for each address, successful or not.",
      schema: sendInvitationsAnswerSchema,
    },
  ],
  failures: ["unknown_role", "codes_paused"],
  handle,
};

function handle(parts: TeamParts): Handler {
  const { workos } = parts;

  /** Whether the role may be granted; without one, WorkOS's default role applies. */
  const checkRole = async (
    organizationId: string,
    roleSlug: string | null,
    access: VerifiedAccess,
  ): Promise<
    | { kind: "grantable" }
    | { kind: "unknown_role" }
    | { kind: "permission_missing"; permission: string }
    | WorkosFailure
  > => {
    if (roleSlug === null) return { kind: "grantable" };
    const listed = await workos.listRoles(organizationId);
    if (listed.kind !== "listed") return listed;
    const role = listed.roles.find(({ slug }) => slug === roleSlug);
    if (role === undefined) return { kind: "unknown_role" };
    const permission = findMissingPermission(role, access);
    return permission === null ? { kind: "grantable" } : { kind: "permission_missing", permission };
  };

  const invite = async (
    context: Context,
    { typed, email }: AskedAddress,
    invitation: { organizationId: string; inviterUserId: string; roleSlug: string | null },
    account: InviterAccount,
    inviterEmail: string | null,
  ): Promise<Outcome> => {
    if (email === null) {
      const { more } = describeInvisibleCharacter(typed);
      return { outcome: "failed", failureCode: "invalid_email", ...more, stops: false };
    }
    const taken = await account.take();
    if (taken.kind === "used_up") {
      return {
        outcome: "failed",
        failureCode: "invitation_quota_used_up",
        ...(taken.retryAfterSeconds !== null && { retryAfterSeconds: taken.retryAfterSeconds }),
        // A following address may be invalid, or a parallel call may give one back.
        stops: false,
      };
    }
    const { organizationId, inviterUserId: memberId } = invitation;
    const sent = await parts.mailInvitation({ memberId, organizationId, email }, () =>
      workos.sendInvitation({ email, ...invitation }),
    );
    if (sent.kind === "sent") {
      return { outcome: "invited", invitation: describeInvitation(sent.invitation, inviterEmail) };
    }
    await account.giveBack();
    switch (sent.kind) {
      case "already_invited":
      case "already_member":
      case "unknown_role":
        return { outcome: "failed", failureCode: sent.kind, stops: false };
      case "blocked":
        return { outcome: "failed", failureCode: "invitation_blocked", stops: false };
      case "rate_limited":
        return {
          outcome: "failed",
          failureCode: "too_many_requests",
          retryAfterSeconds: sent.retryAfterSeconds ?? defaultRetryAfterSeconds,
          // One address may have had its mails; the following ones have others.
          stops: sent.usedUp?.name !== teamLimits.mailsPerAddress.name,
        };
      case "unreachable":
        context.hasMetOutage = sent.isOutage;
        return {
          outcome: "failed",
          failureCode: "workos_unreachable",
          retryAfterSeconds: defaultRetryAfterSeconds,
          stops: true,
        };
      case "credentials_refused":
        return { outcome: "failed", failureCode: "not_configured", stops: true };
      default:
        return sent satisfies never;
    }
  };

  return async (context) => {
    const request = parseSendInvitationsRequest(context.body);
    if (request === null) return answerProblem(context, "invalid_request");
    const access = context.access;
    const organizationId = context.organizationId;
    const inviterUserId = access.subject;
    const { addresses, roleSlug } = request;

    const role = await checkRole(organizationId, roleSlug, access);
    if (role.kind === "unknown_role") return answerProblem(context, "unknown_role");
    if (role.kind === "permission_missing") {
      return answerProblem(context, "permission_missing", { detail: role.permission });
    }
    if (role.kind !== "grantable") return answerWorkosFailure(context, role);

    const [opened, inviters] = await Promise.all([
      parts.quotas.open({ userId: inviterUserId, organizationId }),
      parts.rememberedUsers.find([inviterUserId]),
    ]);
    if (opened.kind !== "opened") return answerWorkosFailure(context, opened);
    if (inviters.kind !== "found") return answerWorkosFailure(context, inviters);
    const { account } = opened;
    const inviterEmail = inviters.users.get(inviterUserId)?.email ?? null;
    // If the store is down, the call ends here, before anything is sent.
    let quota = await account.readQuota();

    const results: InvitationResult[] = [];
    let stopped: Failed | null = null;
    for (const address of addresses) {
      const { typed: email } = address;
      if (stopped !== null && address.email !== null) {
        results.push({ email, outcome: "failed", ...stopped });
        continue;
      }
      const outcome: Outcome = await orPaused(
        invite(context, address, { organizationId, inviterUserId, roleSlug }, account, inviterEmail),
      );
      if (outcome.outcome === "invited") {
        results.push({ email, ...outcome });
        quota = { ...quota, used: Math.min(quota.maximum, quota.used + 1) };
        continue;
      }
      const { stops, ...failed } = outcome;
      results.push({ email, ...failed });
      if (stops) stopped = { failureCode: failed.failureCode, ...pickRetry(failed) };
    }
    return context.json({
      results,
      quota: await readQuotaAfterwards(account, quota),
    } satisfies SendInvitationsAnswer);
  };
}

function pickRetry({ retryAfterSeconds }: Failed): { retryAfterSeconds?: number } {
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
}

/** A store failure stops the remaining addresses, but those already sent must still be reported. */
async function orPaused(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof CounterStoreError)) throw error;
    return {
      outcome: "failed",
      failureCode: "codes_paused",
      retryAfterSeconds: defaultRetryAfterSeconds,
      stops: true,
    };
  }
}

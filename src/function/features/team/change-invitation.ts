import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { memberPermissions } from "../../../contract/member-permissions.ts";
import {
  type ChangeInvitationAnswer,
  changeInvitationAnswerSchema,
  changeInvitationRequestSchema,
  isChangeInvitationRequest,
} from "../../../contract/invitations.ts";
import { isWorkosId } from "../../../contract/path-segment.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";
import type { ChangeInvitationResult, WorkosInvitation } from "./workos/workos-invitation-calls.ts";
import { answerInvitationFailure } from "./answer-invitation-failure.ts";
import { createDescribeInvitations, describeInvitation } from "./describe-invitations.ts";
import { type Inviter, type InviterAccount, readQuotaAfterwards } from "./invitation-quota.ts";
import { teamLimits } from "./limits.ts";

const common = {
  method: "POST",
  access: { scope: "organization", permission: memberPermissions.invite },
  request: changeInvitationRequestSchema,
  failures: [
    "invitation_not_found",
    "invitation_expired",
    "invitation_revoked",
    "invitation_accepted",
    "codes_paused",
  ],
} as const;

export const revokeInvitation: Call<TeamParts> = {
  ...common,
  name: "revokeInvitation",
  path: apiPaths.revokeInvitation,
  summary: "Revokes an invitation; its sender may invite another address instead.",
  successes: [{ status: 200, description: "Revoked.", schema: changeInvitationAnswerSchema }],
  handle: (parts) =>
    changeInvitation(
      parts,
      ({ id }) => parts.workos.revokeInvitation(id),
      async (invitation, account) => {
        account.forget(invitation.id);
        await parts.quotas.giveBackRevoked(invitation);
      },
    ),
};

export const resendInvitation: Call<TeamParts> = {
  ...common,
  name: "resendInvitation",
  path: apiPaths.resendInvitation,
  summary:
    "Mails an invitation again and renews its lifetime. It counts as a mail, and not against the quota.",
  limits: [teamLimits.mailsPerMember, teamLimits.mailsPerAddress],
  successes: [{ status: 200, description: "Mailed.", schema: changeInvitationAnswerSchema }],
  handle: (parts) =>
    changeInvitation(
      parts,
      ({ id, email }, { userId: memberId, organizationId }) =>
        parts.mailInvitation({ memberId, organizationId, email }, () => parts.workos.resendInvitation(id)),
      () => Promise.resolve(),
    ),
};

/**
 * A call that changes the invitation in its path. An invitation of another organization is answered as if it didn't exist:
 * otherwise its id would be enough to revoke it, or to learn that it exists.
 */
function changeInvitation(
  parts: TeamParts,
  change: (invitation: WorkosInvitation, caller: Inviter) => Promise<ChangeInvitationResult>,
  onChanged: (invitation: WorkosInvitation, account: InviterAccount) => Promise<void>,
): Handler {
  const describeInvitations = createDescribeInvitations(parts.rememberedUsers);
  return async (context) => {
    if (!isChangeInvitationRequest(context.body)) return answerProblem(context, "invalid_request");
    const invitationId = context.readParameter("invitationId");
    if (!isWorkosId(invitationId)) return answerProblem(context, "invitation_not_found");
    const organizationId = context.organizationId;
    const caller = { userId: context.access.subject, organizationId };

    const found = await parts.workos.findInvitation(invitationId);
    if (found.kind === "absent") return answerProblem(context, "invitation_not_found");
    if (found.kind !== "found") return answerWorkosFailure(context, found);
    const { invitation } = found;
    if (invitation.organizationId !== organizationId) return answerProblem(context, "invitation_not_found");

    // Everything else that can fail comes before the change: an error after it would be wrong.
    const [opened, described] = await Promise.all([
      parts.quotas.open(caller),
      describeInvitations([invitation]),
    ]);
    if (opened.kind !== "opened") return answerWorkosFailure(context, opened);
    if (described.kind !== "described") return answerWorkosFailure(context, described);
    const { account } = opened;
    const quotaBefore = await account.readQuota();

    const changed = await change(invitation, caller);
    // WorkOS doesn't say how it ended: it has just changed, or the caller's list is out of date.
    if (changed.kind === "not_pending") {
      return answerInvitationFailure(context, {
        kind: invitation.state === "pending" ? "revoked" : invitation.state,
      });
    }
    if (changed.kind !== "changed") return answerInvitationFailure(context, changed);
    await onChanged(invitation, account);
    const inviterEmail = described.invitations[0]?.inviterEmail ?? null;
    return context.json({
      invitation: describeInvitation(changed.invitation, inviterEmail),
      quota: await readQuotaAfterwards(account, quotaBefore),
    } satisfies ChangeInvitationAnswer);
  };
}

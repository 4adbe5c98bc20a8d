import type { Handler } from "hono";

import { type ChangeInvitationAnswer, isChangeInvitationRequest } from "../../../../contract/invitations.ts";
import { answerProblem } from "../../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { RememberedUsers } from "../members/remembered-users.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import type { ChangeInvitationResult, WorkosInvitation } from "../workos/workos-invitation-calls.ts";
import { answerInvitationFailure } from "./answer-invitation-failure.ts";
import { createDescribeInvitations, describeInvitation } from "./describe-invitations.ts";
import { type InvitationQuotas, type InviterAccount, readQuotaAfterwards } from "./invitation-quota.ts";

/** Only what looks like an id of WorkOS's is asked for. */
const invitationIdForm = /^[\w-]{1,128}$/;

type Parts = { workos: WorkosApi; quotas: InvitationQuotas; rememberedUsers: RememberedUsers };

/** `POST /api/invitations/{invitationId}/revoke`: the link stops working, and whoever sent it may invite another one. */
export function revokeInvitation(parts: Parts): Handler<FunctionContext> {
  return changeInvitation(parts, parts.workos.revokeInvitation, async (invitation, account) => {
    account.forget(invitation.id);
    await parts.quotas.giveBackRevoked(invitation);
  });
}

/** `POST /api/invitations/{invitationId}/resend`: mails the link again. It counts nothing: it is the invitation that was counted. */
export function resendInvitation(parts: Parts): Handler<FunctionContext> {
  return changeInvitation(parts, parts.workos.resendInvitation, () => Promise.resolve());
}

/**
 * A call that changes the invitation which its path names. One of another organization is answered as one that doesn't exist: an id
 * would otherwise be enough to take back foreign invitations, or to learn that there are some.
 */
function changeInvitation(
  parts: Parts,
  change: (invitationId: string) => Promise<ChangeInvitationResult>,
  onChanged: (invitation: WorkosInvitation, account: InviterAccount) => Promise<void>,
): Handler<FunctionContext> {
  const describeInvitations = createDescribeInvitations(parts.rememberedUsers);
  return async (context) => {
    if (!isChangeInvitationRequest(context.get("body"))) return answerProblem(context, "invalid_request");
    const invitationId = context.req.param("invitationId") ?? "";
    if (!invitationIdForm.test(invitationId)) return answerProblem(context, "invitation_not_found");
    const organizationId = context.get("organizationId");

    const found = await parts.workos.findInvitation(invitationId);
    if (found.kind === "absent") return answerProblem(context, "invitation_not_found");
    if (found.kind !== "found") return answerWorkosFailure(context, found);
    const { invitation } = found;
    if (invitation.organizationId !== organizationId) return answerProblem(context, "invitation_not_found");

    // Whatever else can fail does so before the change: afterwards an error would be a lie.
    const [opened, described] = await Promise.all([
      parts.quotas.open({ userId: context.get("access").subject, organizationId }),
      describeInvitations([invitation]),
    ]);
    if (opened.kind !== "opened") return answerWorkosFailure(context, opened);
    if (described.kind !== "described") return answerWorkosFailure(context, described);
    const { account } = opened;
    const quotaBefore = await account.readQuota();

    const changed = await change(invitationId);
    // Over without a word on how: it was pending a moment ago, or the list that the caller looked at is old.
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

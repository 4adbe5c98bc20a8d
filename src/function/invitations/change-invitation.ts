import type { Handler } from "hono";

import { type ChangeInvitationAnswer, isChangeInvitationRequest } from "../../contract/invitations.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { FunctionContext } from "../function-context.ts";
import type { WorkosApi } from "../workos/workos-api.ts";
import type { ChangeInvitationResult, WorkosInvitation } from "../workos/workos-invitation-calls.ts";
import { answerInvitationFailure } from "./answer-invitation-failure.ts";
import type { DescribeInvitations } from "./describe-invitations.ts";
import type { InvitationQuotas } from "./invitation-quota.ts";

/** Only what looks like an id of WorkOS's is asked for. */
const invitationIdForm = /^[\w-]{1,128}$/;

/**
 * A call that changes the invitation which its path names. One of another organization is answered as one that doesn't exist: an id
 * would otherwise be enough to take back foreign invitations, or to learn that there are some.
 *
 * @param parts.change what is done at WorkOS
 * @param parts.onChanged what follows once it is done
 */
export function changeInvitation(parts: {
  workos: WorkosApi;
  quotas: InvitationQuotas;
  describeInvitations: DescribeInvitations;
  change: (invitationId: string) => Promise<ChangeInvitationResult>;
  onChanged?: (invitation: WorkosInvitation) => Promise<void>;
}): Handler<FunctionContext> {
  const { workos } = parts;
  return async (context) => {
    if (!isChangeInvitationRequest(context.get("body"))) return answerProblem(context, "invalid_request");
    const invitationId = context.req.param("invitationId") ?? "";
    if (!invitationIdForm.test(invitationId)) return answerProblem(context, "invitation_not_found");
    const organizationId = context.get("organizationId");

    const found = await workos.findInvitation(invitationId);
    if (found.kind === "absent") return answerProblem(context, "invitation_not_found");
    if (found.kind !== "found") return answerWorkosFailure(context, found);
    if (found.invitation.organizationId !== organizationId) {
      return answerProblem(context, "invitation_not_found");
    }
    // All that can fail without a trace comes before the change.
    const opened = await parts.quotas.open({ userId: context.get("access").subject, organizationId });
    if (opened.kind !== "opened") return answerWorkosFailure(context, opened);
    const before = await opened.account.readQuota();

    const changed = await parts.change(invitationId);
    if (changed.kind !== "changed") return answerInvitationFailure(context, changed);
    await parts.onChanged?.(found.invitation);
    return await answerChanged(changed.invitation, before);

    async function answerChanged(
      invitation: WorkosInvitation,
      quota: ChangeInvitationAnswer["quota"],
    ): Promise<Response> {
      const described = await parts.describeInvitations([invitation]);
      if (described.kind !== "described") return answerWorkosFailure(context, described);
      const [first] = described.invitations;
      if (first === undefined) return answerProblem(context, "internal");
      return context.json({ invitation: first, quota } satisfies ChangeInvitationAnswer);
    }
  };
}

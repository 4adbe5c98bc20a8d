import type { InvitationState } from "../../../contract/invitations.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Context } from "../../core/http/context.ts";
import type { ChangeInvitationResult } from "./workos/workos-invitation-calls.ts";

/** The problem that says why an invitation can't be changed. */
export function answerInvitationFailure(
  context: Context,
  result: Exclude<ChangeInvitationResult, { kind: "changed" } | { kind: "not_pending" }>,
): Response {
  switch (result.kind) {
    case "absent":
      return answerProblem(context, "invitation_not_found");
    case "expired":
      return answerProblem(context, "invitation_expired");
    case "revoked":
      return answerProblem(context, "invitation_revoked");
    case "accepted":
      return answerProblem(context, "invitation_accepted");
    case "other_address":
      return answerProblem(context, "invitation_other_address");
    case "already_member":
      return answerProblem(context, "already_member");
    case "unreachable":
    case "rate_limited":
    case "credentials_refused":
      return answerWorkosFailure(context, result);
    default:
      return result satisfies never;
  }
}

/** The problem for an invitation that is no longer pending; null while it is. */
export function answerUnlessPending(context: Context, state: InvitationState): Response | null {
  switch (state) {
    case "pending":
      return null;
    case "expired":
    case "revoked":
    case "accepted":
      return answerInvitationFailure(context, { kind: state });
    default:
      return state satisfies never;
  }
}

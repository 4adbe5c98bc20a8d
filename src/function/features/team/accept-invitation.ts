import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { emailAddressKey, parseEmailAddress } from "../../../contract/email-address.ts";
import { mayTakeInvitation } from "../../../contract/invitation-rule.ts";
import {
  type AcceptInvitationAnswer,
  acceptInvitationAnswerSchema,
  invitationTokenRequestSchema,
  parseInvitationTokenRequest,
} from "../../../contract/invitations.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";
import { answerInvitationFailure, answerUnlessPending } from "./answer-invitation-failure.ts";

/**
 * Makes the caller, signed in with the invited address, a member.
 *
 * WorkOS's call to accept names no user: it makes the account with the invited address a member, regardless of the caller. So it is made only
 * for that account. A colleague with another address of the domain may take the invitation too, but by signing in with it at WorkOS
 * (`continue_with_workos`); otherwise they would accept in the invited user's name.
 */
export const acceptInvitation: Call<TeamParts> = {
  name: "acceptInvitation",
  method: "POST",
  path: apiPaths.acceptInvitation,
  access: { scope: "account" },
  summary: "Makes the caller, who has the invited address, a member. A colleague has to continue at WorkOS.",
  request: invitationTokenRequestSchema,
  successes: [
    { status: 200, description: "The caller is a member now.", schema: acceptInvitationAnswerSchema },
  ],
  failures: [
    "invitation_not_found",
    "invitation_expired",
    "invitation_revoked",
    "invitation_accepted",
    "invitation_other_address",
    "continue_with_workos",
  ],
  handle,
};

function handle(parts: TeamParts): Handler {
  const { workos } = parts;
  return async (context) => {
    const request = parseInvitationTokenRequest(context.body);
    if (request === null) return answerProblem(context, "invalid_request");

    const found = await workos.findInvitationByToken(request.token);
    if (found.kind === "absent") return answerProblem(context, "invitation_not_found");
    if (found.kind !== "found") return answerWorkosFailure(context, found);
    const { id, email: invitedEmail, state, organizationId } = found.invitation;
    const over = answerUnlessPending(context, state);
    if (over !== null) return over;

    // Looked up again: a changed or unconfirmed address must not give access through its domain.
    const account = await workos.getUser(context.access.subject);
    if (account.kind === "absent") return answerProblem(context, "access_token_refused");
    if (account.kind !== "found") return answerWorkosFailure(context, account);
    const { email: accountEmail, emailVerified } = account.user;
    if (!emailVerified || !mayTakeInvitation({ invitedEmail, accountEmail, organizationId })) {
      return answerProblem(context, "invitation_other_address");
    }
    if (!isSameMailbox(invitedEmail, accountEmail)) return answerProblem(context, "continue_with_workos");

    const accepted = await workos.acceptInvitation(id);
    if (accepted.kind === "not_pending") return answerInvitationFailure(context, { kind: "accepted" });
    if (accepted.kind !== "changed") return answerInvitationFailure(context, accepted);
    return context.json({ organizationId } satisfies AcceptInvitationAnswer);
  };
}

function isSameMailbox(one: string, other: string): boolean {
  const [first, second] = [parseEmailAddress(one), parseEmailAddress(other)];
  return first !== null && second !== null && emailAddressKey(first) === emailAddressKey(second);
}

import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import { teamLimits } from "./limits.ts";
import type { TeamParts } from "./team-parts.ts";
import {
  type InspectInvitationAnswer,
  inspectInvitationAnswerSchema,
  invitationTokenRequestSchema,
  parseInvitationTokenRequest,
} from "../../../contract/invitations.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";

/**
 * An invitation's address, sender, organization and state, for the holder of its token, which was mailed to the invited address.
 * Its own limit by client, so that an attacker can't try tokens or use up WorkOS's own limit.
 */
export const inspectInvitation: Call<TeamParts> = {
  name: "inspectInvitation",
  method: "POST",
  path: apiPaths.inspectInvitation,
  access: null,
  summary: "Shows the holder of an invitation's token whom it is for, and whether it is still valid.",
  request: invitationTokenRequestSchema,
  clientLimit: teamLimits.inspectionsPerClient,
  successes: [
    { status: 200, description: "The invitation, in any state.", schema: inspectInvitationAnswerSchema },
  ],
  failures: ["invitation_not_found", "workos_unreachable"],
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
    const { email, state, expiresAt, organizationId, inviterUserId } = found.invitation;

    const [organization, inviters] = await Promise.all([
      organizationId === null ? null : workos.findOrganization(organizationId),
      parts.rememberedUsers.find(inviterUserId === null ? [] : [inviterUserId]),
    ]);
    if (organization !== null && organization.kind !== "found" && organization.kind !== "absent") {
      return answerWorkosFailure(context, organization);
    }
    if (inviters.kind !== "found") return answerWorkosFailure(context, inviters);
    return context.json({
      email,
      state,
      expiresAt,
      organization:
        organizationId === null || organization?.kind !== "found"
          ? null
          : { id: organizationId, name: organization.name },
      inviterEmail: inviters.users.get(inviterUserId ?? "")?.email ?? null,
    } satisfies InspectInvitationAnswer);
  };
}

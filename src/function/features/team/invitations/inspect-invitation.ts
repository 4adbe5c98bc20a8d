import type { Handler } from "hono";

import {
  type InspectInvitationAnswer,
  parseInvitationTokenRequest,
} from "../../../../contract/invitations.ts";
import { countAgainstLimit } from "../../../core/answers/limit-answer.ts";
import { answerProblem } from "../../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import { clientAddressKey } from "../../../core/client-address/client-address.ts";
import type { ReadBrowser } from "../../../core/client-address/read-browser.ts";
import type { Limit } from "../../../core/counters/limits.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { RememberedUsers } from "../members/remembered-users.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";

/**
 * `POST /api/invitations/inspect`: whom an invitation is for, by whom, into which organization, and whether it still stands. Whoever
 * holds its token may know: it came in a mail to the invited address. Counted by client before WorkOS is asked, so that nobody tries
 * tokens out or uses up WorkOS's own limit.
 */
export function inspectInvitation(parts: {
  workos: WorkosApi;
  rememberedUsers: RememberedUsers;
  inspectionsPerClient: Limit;
  readBrowser: ReadBrowser;
}): Handler<FunctionContext> {
  const { workos } = parts;
  return async (context) => {
    const request = parseInvitationTokenRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const { address } = parts.readBrowser(context.req.raw.headers);
    const exceeded = await countAgainstLimit(context, parts.inspectionsPerClient, clientAddressKey(address));
    if (exceeded !== null) return exceeded;

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

import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { memberPermissions } from "../../../contract/member-permissions.ts";
import {
  type InvitationsAnswer,
  invitationsAnswerSchema,
  invitationsQuerySchema,
  parseInvitationsQuery,
} from "../../../contract/invitations.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";
import { createDescribeInvitations } from "./describe-invitations.ts";
import { findMissingPermission } from "./grantable-roles.ts";

const pageSize = 50;

/**
 * A page of the organization's pending and expired invitations, the caller's quota, and the roles that the caller may grant.
 */
export const listInvitations: Call<TeamParts> = {
  name: "listInvitations",
  method: "GET",
  path: apiPaths.listInvitations,
  access: { scope: "organization", permission: memberPermissions.read },
  summary:
    "A page of the organization's pending and expired invitations, with the caller's quota and grantable roles.",
  request: null,
  query: invitationsQuerySchema,
  successes: [{ status: 200, description: "Newest first.", schema: invitationsAnswerSchema }],
  failures: ["invalid_request", "codes_paused"],
  handle,
};

function handle(parts: TeamParts): Handler {
  const { workos } = parts;
  const describeInvitations = createDescribeInvitations(parts.rememberedUsers);
  return async (context) => {
    const query = parseInvitationsQuery(context.readQuery());
    if (query === null) return answerProblem(context, "invalid_request");
    const access = context.access;
    const organizationId = context.organizationId;

    const [page, opened, roles] = await Promise.all([
      workos.listInvitations({ organizationId, after: query.after, pageSize }),
      parts.quotas.open({ userId: access.subject, organizationId }),
      workos.listRoles(organizationId),
    ]);
    if (page.kind !== "listed") return answerWorkosFailure(context, page);
    if (opened.kind !== "opened") return answerWorkosFailure(context, opened);
    if (roles.kind !== "listed") return answerWorkosFailure(context, roles);

    const shown = page.items.filter(
      (invitation) =>
        // If a proxy drops the filter, another organization's invitations must not show.
        invitation.organizationId === organizationId &&
        (invitation.state === "pending" || invitation.state === "expired"),
    );
    const described = await describeInvitations(shown);
    if (described.kind !== "described") return answerWorkosFailure(context, described);
    return context.json({
      invitations: described.invitations,
      after: page.after,
      quota: await opened.account.readQuota(),
      roles: roles.roles
        .filter((role) => findMissingPermission(role, access) === null)
        .map(({ slug, name }) => ({ slug, name })),
    } satisfies InvitationsAnswer);
  };
}

import type { Handler } from "hono";

import { type InvitationsAnswer, parseInvitationsQuery } from "../../../../contract/invitations.ts";
import { answerProblem } from "../../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { RememberedUsers } from "../members/remembered-users.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import { createDescribeInvitations } from "./describe-invitations.ts";
import { findMissingPermission } from "./grantable-roles.ts";
import type { InvitationQuotas } from "./invitation-quota.ts";

const pageSize = 50;

/**
 * `GET /api/invitations`: a page of the organization's pending and expired invitations, the caller's quota, and the roles that the
 * caller may invite with.
 */
export function listInvitations(parts: {
  workos: WorkosApi;
  quotas: InvitationQuotas;
  rememberedUsers: RememberedUsers;
}): Handler<FunctionContext> {
  const { workos } = parts;
  const describeInvitations = createDescribeInvitations(parts.rememberedUsers);
  return async (context) => {
    const query = parseInvitationsQuery(context.req.query());
    if (query === null) return answerProblem(context, "invalid_request");
    const access = context.get("access");
    const organizationId = context.get("organizationId");

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
        // A filter that somebody in between drops must not show another organization's invitations.
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

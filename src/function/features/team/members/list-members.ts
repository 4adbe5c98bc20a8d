import type { Handler } from "hono";

import { type Member, type MembersAnswer, parseMembersQuery } from "../../../../contract/members.ts";
import { answerProblem } from "../../../core/answers/problem-answer.ts";
import { answerWorkosFailure } from "../../../core/answers/workos-failure-answer.ts";
import type { FunctionContext } from "../../../core/function-context.ts";
import type { WorkosApi } from "../../../core/workos/workos-api.ts";
import type { WorkosMembership, WorkosUser } from "../workos/workos-member-calls.ts";
import type { RememberedUsers } from "./remembered-users.ts";

const pageSize = 50;

/**
 * `GET /api/members`: a page of the members of the access token's organization, or the one with exactly that address.
 * WorkOS searches for whole addresses alone.
 */
export function listMembers(parts: {
  workos: WorkosApi;
  rememberedUsers: RememberedUsers;
}): Handler<FunctionContext> {
  const { workos } = parts;
  return async (context) => {
    const query = parseMembersQuery(context.req.query());
    if (!query.ok) return answerProblem(context, query.failureCode);
    const { after, email } = query.value;
    const organizationId = context.get("organizationId");

    const sought = email === null ? null : await workos.findUserInOrganization(email, organizationId);
    if (sought?.kind === "absent") return context.json({ members: [], after: null } satisfies MembersAnswer);
    if (sought !== null && sought.kind !== "found") return answerWorkosFailure(context, sought);

    const page = await workos.listMemberships({
      organizationId,
      userId: sought?.user.id ?? null,
      activeOnly: false,
      after,
      pageSize,
    });
    if (page.kind !== "listed") return answerWorkosFailure(context, page);
    // A filter that somebody in between drops must not show another organization's people.
    const own = page.items.filter((membership) => membership.organizationId === organizationId);

    const found =
      sought === null
        ? await parts.rememberedUsers.find(own.map(({ userId }) => userId))
        : { kind: "found" as const, users: new Map([[sought.user.id, sought.user]]) };
    if (found.kind !== "found") return answerWorkosFailure(context, found);
    return context.json({
      members: own.flatMap((membership) => {
        const user = found.users.get(membership.userId);
        return user === undefined ? [] : [buildMember(membership, user)];
      }),
      after: page.after,
    } satisfies MembersAnswer);
  };
}

function buildMember({ id, roleSlug, status, createdAt }: WorkosMembership, user: WorkosUser): Member {
  const { id: userId, email, firstName, lastName } = user;
  return { id, userId, email, firstName, lastName, roleSlug, status, joinedAt: createdAt };
}

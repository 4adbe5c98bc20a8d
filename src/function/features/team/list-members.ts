import { apiPaths } from "../../../contract/api-paths.ts";
import type { Call } from "../../core/feature/call.ts";
import type { TeamParts } from "./team-parts.ts";
import { memberPermissions } from "../../../contract/member-permissions.ts";
import {
  type Member,
  type MembersAnswer,
  membersAnswerSchema,
  membersQuerySchema,
  parseMembersQuery,
} from "../../../contract/members.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { answerWorkosFailure } from "../../core/workos/workos-error.ts";
import type { Handler } from "../../core/http/context.ts";
import type { WorkosMembership, WorkosUser } from "./workos/workos-member-calls.ts";

const pageSize = 50;

/**
 * A page of the members of the access token's organization, or the one with exactly that address, because WorkOS searches only
 * for whole addresses.
 */
export const listMembers: Call<TeamParts> = {
  name: "listMembers",
  method: "GET",
  path: apiPaths.listMembers,
  access: { scope: "organization", permission: memberPermissions.read },
  summary: "A page of the organization's members; with `email`, only the one with exactly that address.",
  request: null,
  query: membersQuerySchema,
  successes: [{ status: 200, description: "At most fifty members.", schema: membersAnswerSchema }],
  failures: ["invalid_request", "invalid_email"],
  handle,
};

function handle(parts: TeamParts): Handler {
  const { workos } = parts;
  return async (context) => {
    const query = parseMembersQuery(context.readQuery());
    if (!query.ok) return answerProblem(context, query.failureCode, query.more);
    const { after, email } = query.value;
    const organizationId = context.organizationId;

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
    // If a proxy drops the filter, another organization's members must not show.
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

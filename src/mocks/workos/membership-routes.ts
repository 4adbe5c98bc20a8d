import { answerFailure } from "../http/answers.ts";
import { buildListPage } from "../http/list-page.ts";
import type { Route } from "../http/route.ts";
import { pendingMembershipId } from "../invitations/take-invitation.ts";
import { defaultRoleSlug } from "../people.ts";
import { codedFailure, invalidParameters, messageFailure } from "./failures.ts";
import { answerList } from "./list-answer.ts";
import type { WorkosState } from "./state.ts";
import { type ListedMembership, serializeMembership } from "./wire-format.ts";

const statusNames = ["active", "inactive", "pending"];

/** The list of memberships; like the other management calls it needs the API key. */
export function membershipRoutes(state: WorkosState): Route[] {
  return [
    {
      method: "GET",
      path: "/user_management/organization_memberships",
      answer: ({ url }) => answerMemberships(url.searchParams, state),
    },
  ];
}

function answerMemberships(query: URLSearchParams, state: WorkosState): Response {
  const userId = query.get("user_id");
  const organizationId = query.get("organization_id");
  if (userId === null && organizationId === null) {
    return answerFailure(
      codedFailure(400, "missing_user_id_or_organization_id", "user_id or organization_id is required."),
    );
  }
  if (userId !== null && state.directory.findUser(userId) === undefined) {
    return answerFailure(messageFailure(404, `User not found: '${userId}'.`));
  }
  if (organizationId !== null && state.directory.findOrganization(organizationId) === undefined) {
    return answerFailure(messageFailure(404, `Organization not found: '${organizationId}'.`));
  }
  const asked = [...query.getAll("statuses"), ...query.getAll("statuses[]")].flatMap((value) =>
    value.split(","),
  );
  if (asked.some((status) => !statusNames.includes(status))) {
    return answerFailure(
      invalidParameters({ field: "statuses", code: "statuses_invalid", message: "statuses is not valid" }),
    );
  }
  // Only active memberships are told of unless others are asked for.
  const statuses = asked.length === 0 ? ["active"] : asked;

  const filter = {
    ...(userId === null ? {} : { userId }),
    ...(organizationId === null ? {} : { organizationId }),
  };
  const memberships: ListedMembership[] = [
    ...state.directory.listMemberships({ ...filter, includesInactive: true }),
    ...(statuses.includes("pending") ? listPending(filter, state) : []),
  ].filter(({ status }) => statuses.includes(status));
  return answerList(
    buildListPage(memberships, query, (membership) => serializeMembership(membership, state.directory)),
  );
}

/** What invitations to people who have an account stand for until they are accepted. */
function listPending(
  { userId, organizationId }: { userId?: string; organizationId?: string },
  { directory, invitations }: WorkosState,
): ListedMembership[] {
  return invitations
    .list(organizationId === undefined ? {} : { organizationId })
    .filter((invitation) => invitations.stateOf(invitation) === "pending")
    .flatMap((invitation) => {
      const user = directory.findUserByEmail(invitation.email);
      const organization = directory.findOrganization(invitation.organizationId ?? "");
      if (user === undefined || organization === undefined) return [];
      if (userId !== undefined && user.id !== userId) return [];
      return [
        {
          id: pendingMembershipId(invitation),
          userId: user.id,
          organization,
          roleSlug: invitation.roleSlug ?? defaultRoleSlug,
          status: "pending" as const,
          createdAtMs: invitation.createdAtMs,
        },
      ];
    });
}

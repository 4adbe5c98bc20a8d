import * as v from "valibot";

import { toPathSegment } from "../../../../contract/path-segment.ts";
import type { EmailAddress } from "../../../../contract/email-address.ts";
import { type CallWorkos } from "../../../core/workos/call-workos.ts";
import { malformedAnswer, type WorkosFailure } from "../../../core/workos/workos-error.ts";
import { type WorkosPage, workosPageSchema } from "./workos-list.ts";

/** A WorkOS user's membership of an organization. */
export type WorkosMembership = {
  id: string;
  userId: string;
  organizationId: string;
  organizationName: string;
  status: "active" | "inactive" | "pending";
  roleSlug: string;
  /** ISO 8601. */
  createdAt: string;
};

export type WorkosUser = {
  id: string;
  email: string;
  emailVerified: boolean;
  firstName: string | null;
  lastName: string | null;
};

export type WorkosRole = { slug: string; name: string; permissions: string[] };

export type ListMembershipsResult = ({ kind: "listed" } & WorkosPage<WorkosMembership>) | WorkosFailure;
export type GetUserResult = { kind: "found"; user: WorkosUser } | { kind: "absent" } | WorkosFailure;
export type ListRolesResult = { kind: "listed"; roles: WorkosRole[] } | WorkosFailure;
export type FindOrganizationResult = { kind: "found"; name: string } | { kind: "absent" } | WorkosFailure;

/** The calls about members, memberships and roles. */
export type WorkosMemberCalls = {
  /** Memberships of an organization, of a user, or of the user in the organization, oldest first; at least one must be given. */
  listMemberships: (list: {
    organizationId: string | null;
    userId: string | null;
    activeOnly: boolean;
    after: string | null;
    pageSize: number;
  }) => Promise<ListMembershipsResult>;
  getUser: (userId: string) => Promise<GetUserResult>;
  /** The user with exactly that address in that organization. */
  findUserInOrganization: (email: EmailAddress, organizationId: string) => Promise<GetUserResult>;
  /** An organization's roles; empty when WorkOS doesn't know the organization. */
  listRoles: (organizationId: string) => Promise<ListRolesResult>;
  findOrganization: (organizationId: string) => Promise<FindOrganizationResult>;
};

const optionalText = v.optional(v.nullable(v.string()), null);
const membershipSchema = v.pipe(
  v.object({
    id: v.string(),
    userId: v.string(),
    organizationId: v.string(),
    organizationName: v.optional(v.nullable(v.string()), null),
    status: v.picklist(["active", "inactive", "pending"]),
    role: v.optional(v.nullable(v.object({ slug: v.string() })), null),
    createdAt: v.string(),
  }),
  v.transform(({ role, organizationName, organizationId, ...rest }): WorkosMembership => {
    return {
      ...rest,
      organizationId,
      // The name is optional at WorkOS; the id is better than an empty line.
      organizationName: organizationName ?? organizationId,
      roleSlug: role?.slug ?? "",
    };
  }),
);
const userSchema = v.object({
  id: v.string(),
  email: v.string(),
  emailVerified: v.boolean(),
  firstName: optionalText,
  lastName: optionalText,
});
const rolesSchema = v.object({
  data: v.array(
    v.object({ slug: v.string(), name: v.string(), permissions: v.optional(v.array(v.string())) }),
  ),
});
const organizationSchema = v.object({ name: v.string() });

export function createWorkosMemberCalls(call: CallWorkos): WorkosMemberCalls {
  return {
    listMemberships: async ({ organizationId, userId, activeOnly, after, pageSize }) => {
      const query = {
        organization_id: organizationId,
        user_id: userId,
        statuses: activeOnly ? "active" : "active,inactive,pending",
        limit: pageSize,
        order: "asc",
        after,
      };
      const result = await call(
        "list_memberships",
        { method: "GET", path: "/user_management/organization_memberships", query },
        workosPageSchema(membershipSchema),
      );
      if (result.kind === "refused") return malformedAnswer;
      return result.kind === "answered" ? { kind: "listed", ...result.answer } : result;
    },

    getUser: async (userId) => {
      const path = `/user_management/users/${toPathSegment(userId)}`;
      const result = await call("get_user", { method: "GET", path }, userSchema);
      if (result.kind === "refused") return { kind: "absent" };
      return result.kind === "answered" ? { kind: "found", user: result.answer } : result;
    },

    findUserInOrganization: async (email, organizationId) => {
      const query = { email, organization_id: organizationId, limit: 1 };
      const result = await call(
        "find_user_in_organization",
        { method: "GET", path: "/user_management/users", query },
        workosPageSchema(userSchema),
      );
      if (result.kind === "refused") return malformedAnswer;
      if (result.kind !== "answered") return result;
      const [user] = result.answer.items;
      return user === undefined ? { kind: "absent" } : { kind: "found", user };
    },

    listRoles: async (organizationId) => {
      const path = `/authorization/organizations/${toPathSegment(organizationId)}/roles`;
      const result = await call("list_roles", { method: "GET", path }, rolesSchema);
      if (result.kind === "refused") return { kind: "listed", roles: [] };
      if (result.kind !== "answered") return result;
      // A role without a list of permissions may permit anything, so it is never offered (privilege escalation).
      const roles = result.answer.data.flatMap(({ permissions, ...role }) =>
        permissions === undefined ? [] : [{ ...role, permissions }],
      );
      return { kind: "listed", roles };
    },

    findOrganization: async (organizationId) => {
      const path = `/organizations/${toPathSegment(organizationId)}`;
      const result = await call("find_organization", { method: "GET", path }, organizationSchema);
      if (result.kind === "refused") return { kind: "absent" };
      return result.kind === "answered" ? { kind: "found", name: result.answer.name } : result;
    },
  };
}

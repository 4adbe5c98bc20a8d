import { type Session } from "./session-state.ts";

/** What a page asks for beyond a session; all of it has to hold. */
export type AccessRequirement = {
  /** Every one of these permissions. */
  permissions?: readonly string[];
  /** At least one of these roles. */
  roles?: readonly string[];
  /** This organization; `true`: any organization at all. */
  organizationId?: string | true;
};

export type Access =
  | { kind: "granted" }
  | { kind: "wrongOrganization"; required: string | null; current: string | null }
  | { kind: "forbidden"; missingPermissions: string[]; missingRoles: string[] };

/**
 * Whether a session meets a requirement, and what is missing. It steers what is shown; what is allowed is decided by whoever
 * verifies the access token, because everything in a browser can be changed by the person in front of it.
 */
export function checkAccess(session: Session, requirement: AccessRequirement): Access {
  const { permissions = [], roles = [], organizationId } = requirement;
  const current = session.organizationId;
  if (
    organizationId !== undefined &&
    (current === null || (organizationId !== true && organizationId !== current))
  )
    return { kind: "wrongOrganization", required: organizationId === true ? null : organizationId, current };
  const missingPermissions = permissions.filter((permission) => !session.permissions.includes(permission));
  const ownRoles = new Set([...(session.roles ?? []), ...(session.role === null ? [] : [session.role])]);
  const missingRoles = roles.length > 0 && !roles.some((role) => ownRoles.has(role)) ? [...roles] : [];
  if (missingPermissions.length > 0 || missingRoles.length > 0)
    return { kind: "forbidden", missingPermissions, missingRoles };
  return { kind: "granted" };
}

import type { VerifiedAccess } from "../../core/http/context.ts";
import type { WorkosRole } from "./workos/workos-member-calls.ts";

/**
 * A permission of the role that the inviter lacks, or null when the inviter may grant the role. Otherwise a member who may invite
 * could make a second account of theirs an administrator (privilege escalation).
 */
export function findMissingPermission(
  { permissions }: WorkosRole,
  inviter: Pick<VerifiedAccess, "permissions">,
): string | null {
  return permissions.find((permission) => !inviter.permissions.includes(permission)) ?? null;
}

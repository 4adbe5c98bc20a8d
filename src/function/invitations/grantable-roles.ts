import type { VerifiedAccess } from "../tokens/verify-access-token.ts";
import type { WorkosRole } from "../workos/workos-member-calls.ts";

/**
 * Whether somebody may invite with a role: with one that permits nothing which they may not do themselves. Whoever may invite could
 * otherwise make a second account of theirs an administrator (privilege escalation).
 */
export function mayGrantRole({ permissions }: WorkosRole, inviter: Pick<VerifiedAccess, "permissions">): boolean {
  return permissions.every((permission) => inviter.permissions.includes(permission));
}

import type { VerifiedAccess } from "../../core/http/function-context.ts";
import type { WorkosRole } from "./workos/workos-member-calls.ts";

/**
 * A permission of the role that the inviter lacks, or null where the inviter may give it. Whoever may invite could otherwise make a
 * second account of theirs an administrator (privilege escalation).
 */
export function findMissingPermission(
  { permissions }: WorkosRole,
  inviter: Pick<VerifiedAccess, "permissions">,
): string | null {
  return permissions.find((permission) => !inviter.permissions.includes(permission)) ?? null;
}

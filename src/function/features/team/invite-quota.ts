import { limitTable } from "../../core/counters/limit-table.ts";
import type { FunctionVariables } from "../../core/environment.ts";

const largestQuota = 10_000;

/**
 * How many invitations a member may have out in an organization, as `PORTICO_INVITE_QUOTA` says; 0 lets nobody invite.
 *
 * @throws Error that names the variable
 */
export function parseInviteQuota(variables: FunctionVariables): number {
  const text = variables["PORTICO_INVITE_QUOTA"]?.trim() ?? "";
  if (text === "") return limitTable.invitationsPerMember.quotas[0].maximum;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > largestQuota) {
    throw new Error(`PORTICO_INVITE_QUOTA must be a whole number from 0 to ${String(largestQuota)}`);
  }
  return Number(text);
}

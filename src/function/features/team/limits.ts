import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import type { LimitEntry } from "../../core/counters/limit-table.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

export const teamLimits = {
  // WorkOS allows 1,000 reads and 500 writes in ten seconds, and 6,000 requests a minute, to all users together. Twice a maximum
  // may fall into ten seconds, around the end of a window.
  workosRequestsPerMember: {
    name: "workos",
    counts: "Requests to WorkOS for a member",
    quotas: [{ maximum: 300, windowSeconds: minuteSeconds }],
    countedInProcess: "while_down",
  },
  workosRequestsPerClient: {
    name: "client-workos",
    counts: "Requests to WorkOS for the members at a client address (a /64 for IPv6)",
    quotas: [{ maximum: 450, windowSeconds: 10 }],
    countedInProcess: "while_down",
  },
  invitationsPerMember: {
    name: "invitations",
    counts: "Invitations per member and organization; `PORTICO_INVITE_QUOTA` sets another number",
    quotas: [{ maximum: 5, windowSeconds: 24 * daySeconds }],
  },
  mailsPerMember: {
    name: "invitation-mails",
    counts: "Invitations mailed for a member, resends included; twice `PORTICO_INVITE_QUOTA` if that is more",
    quotas: [{ maximum: 10, windowSeconds: daySeconds }],
  },
  mailsPerAddress: {
    name: "invited-address",
    counts: "Invitations mailed to an address for an organization, resends included",
    quotas: [
      { maximum: 4, windowSeconds: daySeconds },
      { maximum: 12, windowSeconds: 24 * daySeconds },
    ],
  },
  inspectionsPerClient: {
    name: "inspections",
    counts: "Invitations inspected from a client address (a /64 for IPv6)",
    quotas: [
      { maximum: 30, windowSeconds: minuteSeconds },
      { maximum: 200, windowSeconds: hourSeconds },
    ],
    countedInProcess: "while_down",
  },
} as const satisfies Record<string, LimitEntry>;

const largestQuota = 10_000;

/**
 * How many invitations a member may send in an organization, from `PORTICO_INVITE_QUOTA`; 0 allows none.
 *
 * @throws Error naming the variable
 */
export function parseInviteQuota(variables: FunctionVariables): number {
  const text = readVariable(variables, "PORTICO_INVITE_QUOTA");
  if (text === null) return teamLimits.invitationsPerMember.quotas[0].maximum;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > largestQuota) {
    throw new Error(`PORTICO_INVITE_QUOTA must be a whole number from 0 to ${String(largestQuota)}`);
  }
  return Number(text);
}

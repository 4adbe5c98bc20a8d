import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import type { LimitEntry } from "../../core/counters/limit-table.ts";
import type { Limit } from "../../core/counters/limits.ts";

const minuteSeconds = 60;
const hourSeconds = 60 * minuteSeconds;
const daySeconds = 24 * hourSeconds;

export const teamLimits = {
  // WorkOS allows 1,000 reads and 500 writes in ten seconds, and 6,000 requests a minute, to all users together. Twice a maximum
  // may fall into ten seconds, around the end of a window.
  workosRequestsPerMember: {
    name: "workos",
    counts: "Requests to WorkOS for a member; `PORTICO_WORKOS_BUDGET` sets another number",
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

/**
 * How many invitations a member may send in an organization, from `PORTICO_INVITE_QUOTA`; 0 allows none.
 *
 * @throws Error naming the variable
 */
export function parseInviteQuota(variables: FunctionVariables): number {
  const { maximum } = teamLimits.invitationsPerMember.quotas[0];
  return parseWholeNumber(variables, "PORTICO_INVITE_QUOTA", { from: 0, to: 10_000, unset: maximum });
}

/**
 * How many requests to WorkOS a member's calls may cost in a minute, from `PORTICO_WORKOS_BUDGET`: at least what one call can cost,
 * at most what WorkOS allows all users together.
 *
 * @throws Error naming the variable
 */
export function parseWorkosBudget(variables: FunctionVariables): number {
  const { maximum } = teamLimits.workosRequestsPerMember.quotas[0];
  return parseWholeNumber(variables, "PORTICO_WORKOS_BUDGET", { from: 50, to: 6000, unset: maximum });
}

function parseWholeNumber(
  variables: FunctionVariables,
  name: string,
  { from, to, unset }: { from: number; to: number; unset: number },
): number {
  const text = readVariable(variables, name);
  if (text === null) return unset;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) < from || Number(text) > to) {
    throw new Error(`${name} must be a whole number from ${String(from)} to ${String(to)}`);
  }
  return Number(text);
}

/** The limit with another maximum in each window. */
export function withMaximum(limit: Limit, maximum: number): Limit {
  return { ...limit, windows: limit.windows.map((window) => ({ ...window, maximum })) };
}

import type { SyncSummary } from "./assemble-accounts.ts";

const maximumIds = 20;

/** The summary in lines for the person who ran the sync, with everything that couldn't be found out. */
export function describeSummary(summary: SyncSummary): string {
  const lines = [
    `${String(summary.accounts)} accounts; ${String(summary.mayUseCodes)} of them may use local codes`,
    `  ${String(summary.requireSso)} have to use SSO, ${String(summary.requireMfa)} a second factor`,
    `  ${String(summary.removed)} are kept as removed, ${String(summary.newlyRemoved)} of them since the last sync`,
    `  ${String(summary.unconfirmed)} were left out, because their address isn't confirmed`,
  ];
  if (summary.unusableUserIds.length > 0) {
    lines.push(
      `  ${describeIds(summary.unusableUserIds)} left out: an address no mail can go to or that two have, or an unusable record`,
    );
  }
  if (summary.areConnectionsUnknown) {
    lines.push(
      "  WorkOS doesn't list SSO connections to this API key: members of organizations, and addresses in their domains, count as having to use SSO",
    );
  }
  if (summary.unknownFactorUserIds.length > 0) {
    lines.push(
      `  ${describeIds(summary.unknownFactorUserIds)} count as having a second factor: WorkOS didn't say`,
    );
  }
  lines.push(
    "  Not to be found out: whether an organization or the environment requires a second factor of people who have enrolled none",
  );
  return lines.join("\n");
}

function describeIds(ids: string[]): string {
  const named = ids.slice(0, maximumIds).join(", ");
  return ids.length > maximumIds ? `${named} and ${String(ids.length - maximumIds)} more` : named;
}

/** The counts of a sync for the terminal. It names people by WorkOS's ids, because terminals and their logs get no names or addresses. */
export type SyncSummary = {
  accounts: number;
  mayUseCodes: number;
  requireSso: number;
  requireMfa: number;
  /** Left out because their address isn't confirmed. */
  unconfirmed: number;
  /** Left out because mail can't be sent to their address, or because two people have it. */
  unusableUserIds: string[];
  /** Count as having a second factor, because WorkOS didn't say. */
  unknownFactorUserIds: string[];
  /** Whether every organization counts as requiring SSO, because WorkOS didn't list connections. */
  areConnectionsUnknown: boolean;
  /** Deleted at WorkOS before this sync or an earlier one. */
  removed: number;
  newlyRemoved: number;
  /** Accounts of the previous copy that weren't removed. */
  previouslyKept: number;
};

const maximumIds = 20;

/** The summary as lines, including everything that couldn't be determined. */
export function describeSummary(summary: SyncSummary): string {
  const { unusableUserIds, unknownFactorUserIds } = summary;
  return [
    `${String(summary.accounts)} accounts; ${String(summary.mayUseCodes)} of them may use local codes`,
    `  ${String(summary.requireSso)} have to use SSO, ${String(summary.requireMfa)} a second factor`,
    `  ${String(summary.removed)} are kept as removed, ${String(summary.newlyRemoved)} of them since the last sync`,
    `  ${String(summary.unconfirmed)} were left out, because their address isn't confirmed`,
    unusableUserIds.length > 0 &&
      `  ${describeIds(unusableUserIds)} left out: the address is invalid or belongs to two people, or the record is unusable`,
    summary.areConnectionsUnknown &&
      "  WorkOS doesn't list SSO connections to this API key: members of organizations, and addresses in their domains, count as having to use SSO",
    unknownFactorUserIds.length > 0 &&
      `  ${describeIds(unknownFactorUserIds)} count as having a second factor: WorkOS didn't say`,
    "  Unknown: whether an organization or the environment requires a second factor of people who have enrolled none",
  ]
    .filter((line) => line !== false)
    .join("\n");
}

function describeIds(ids: string[]): string {
  // An id with anything else in it isn't WorkOS's, and may be a control sequence for the terminal.
  const named = ids
    .slice(0, maximumIds)
    .map((id) => id.replaceAll(/[^\w-]/g, "?"))
    .join(", ");
  return ids.length > maximumIds ? `${named} and ${String(ids.length - maximumIds)} more` : named;
}

import { emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import type { Account } from "../../function/features/local-issuer/accounts/account.ts";
import {
  parseAccountRecord,
  toAccount,
} from "../../function/features/local-issuer/accounts/account-record.ts";
import { mayUseLocalCodes } from "../../function/features/local-issuer/accounts/may-use-local-codes.ts";
import { type SyncProgress, buildSsoRequirement, membershipsOf } from "./sync-progress.ts";
import type { SyncSummary } from "./sync-summary.ts";
import type { WorkosUser } from "./workos-records.ts";

/**
 * The accounts of the new copy, from what was read of WorkOS and from the previous copy. People who were deleted since then stay as
 * removed, so that the local issuer refuses them explicitly.
 */
export async function assembleAccounts(
  progress: SyncProgress,
  previous: Account[],
): Promise<{ accounts: Account[]; summary: SyncSummary }> {
  const users = [...progress.users.items.values()].filter(({ id }) => progress.factors.get(id) !== "gone");
  const confirmed = users.filter((user) => user.isConfirmed);
  const current = await buildCurrentAccounts(confirmed, progress);

  const currentIds = new Set(current.map(({ workosUserId }) => workosUserId));
  const currentKeys = new Set(current.map(({ email }) => emailAddressKey(email)));
  const userIds = new Set(users.map(({ id }) => id));
  const removed = previous.filter(
    ({ email, workosUserId }) =>
      workosUserId !== null && !userIds.has(workosUserId) && !currentKeys.has(emailAddressKey(email)),
  );
  return {
    accounts: [...current, ...removed.map((account) => ({ ...account, isRemoved: true }))],
    summary: {
      accounts: current.length,
      mayUseCodes: current.filter((account) => mayUseLocalCodes(account).kind === "allowed").length,
      requireSso: current.filter(({ requires }) => requires === "sso").length,
      requireMfa: current.filter(({ requires }) => requires === "mfa").length,
      unconfirmed: users.length - confirmed.length,
      unusableUserIds: confirmed.flatMap(({ id }) => (currentIds.has(id) ? [] : [id])).toSorted(),
      unknownFactorUserIds: current.flatMap(({ requires, workosUserId }) =>
        requires === "mfa" && workosUserId !== null && progress.factors.get(workosUserId) !== "enrolled"
          ? [workosUserId]
          : [],
      ),
      areConnectionsUnknown: progress.areConnectionsRefused,
      removed: removed.length,
      newlyRemoved: removed.filter(({ isRemoved }) => !isRemoved).length,
      previouslyKept: previous.filter(({ isRemoved }) => !isRemoved).length,
    },
  };
}

/** The accounts of the users, without those whose address another one has: which of them an address means can't be known. */
async function buildCurrentAccounts(users: WorkosUser[], progress: SyncProgress): Promise<Account[]> {
  const requiresSso = buildSsoRequirement(progress);
  const organizationsOf = groupOrganizations(progress);
  const byAddress = new Map<string, Account[]>();
  for (const user of users) {
    const email = parseEmailAddress(user.email);
    const parsed = parseAccountRecord({
      email: user.email,
      isConfirmed: true,
      firstName: cleanName(user.firstName),
      lastName: cleanName(user.lastName),
      workosUserId: user.id,
      organizations: organizationsOf.get(user.id) ?? [],
      requires:
        email !== null && requiresSso({ userId: user.id, email })
          ? "sso"
          : progress.factors.get(user.id) === "none"
            ? "nothing"
            : "mfa",
      createdAt: user.createdAtMs === null ? null : new Date(user.createdAtMs).toISOString(),
    });
    if (!parsed.ok) continue;
    const account = await toAccount(parsed.record);
    const key = emailAddressKey(account.email);
    byAddress.set(key, [...(byAddress.get(key) ?? []), account]);
  }
  return [...byAddress.values()].filter(({ length }) => length === 1).flat();
}

function groupOrganizations(progress: SyncProgress): Map<string, Account["organizations"]> {
  const byUser = new Map<string, Account["organizations"]>();
  for (const { id, name } of progress.organizations.items.values()) {
    for (const { userId, role } of membershipsOf(progress, id).items.values()) {
      const organizations = byUser.get(userId) ?? [];
      byUser.set(userId, organizations);
      organizations.push({ id, name: cleanName(name) ?? id, role });
    }
  }
  return byUser;
}

/** The name without line breaks and other control characters, and not longer than an account may have; null when nothing is left. */
function cleanName(name: string | null): string | null {
  return (
    name
      ?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim()
      .slice(0, 200) || null
  );
}

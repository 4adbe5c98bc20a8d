import { emailAddressKey, parseEmailAddress } from "../../contract/email-address.ts";
import type { Account } from "../../function/features/local-issuer/accounts/account.ts";
import {
  parseAccountRecord,
  toAccount,
} from "../../function/features/local-issuer/accounts/account-record.ts";
import { mayUseLocalCodes } from "../../function/features/local-issuer/accounts/may-use-local-codes.ts";
import { buildSsoRequirement } from "./sso-requirement.ts";
import type { SyncProgress } from "./sync-progress.ts";
import type { WorkosUser } from "./workos-records.ts";

/** What a sync found, for the person who ran it. Ids are WorkOS's: names and addresses stay out of terminals and their logs. */
export type SyncSummary = {
  accounts: number;
  mayUseCodes: number;
  requireSso: number;
  requireMfa: number;
  /** Left out: their address was never confirmed. */
  unconfirmed: number;
  /** Left out: an address that no mail can go to, or that two people have. */
  unusableUserIds: string[];
  /** Count as having a second factor, because WorkOS didn't say. */
  unknownFactorUserIds: string[];
  /** Whether every organization counts as requiring SSO, because WorkOS didn't list connections. */
  areConnectionsUnknown: boolean;
  /** Deleted at WorkOS, in this sync or an earlier one. */
  removed: number;
  newlyRemoved: number;
  /** Accounts of the copy before that weren't removed. */
  previouslyKept: number;
};

/**
 * The accounts of the copy, from what was read of WorkOS and the copy before. Whoever was deleted since stays in it as removed, so
 * that the local issuer refuses the person by name and not by having forgotten.
 */
export async function assembleAccounts(
  progress: SyncProgress,
  previous: Account[],
): Promise<{ accounts: Account[]; summary: SyncSummary }> {
  const users = [...progress.users.values()].filter(({ id }) => progress.factors.get(id) !== "gone");
  const confirmed = users.filter((user) => user.isConfirmed);
  const { byAddress, unusableUserIds } = await buildCurrentAccounts(confirmed, progress);

  const presentIds = new Set(users.map(({ id }) => id));
  const removed = previous.filter(
    ({ email, workosUserId }) =>
      workosUserId !== null && !presentIds.has(workosUserId) && !byAddress.has(emailAddressKey(email)),
  );
  const current = [...byAddress.values()];
  return {
    accounts: [...current, ...removed.map((account) => ({ ...account, isRemoved: true }))],
    summary: {
      accounts: current.length,
      mayUseCodes: current.filter((account) => mayUseLocalCodes(account).kind === "allowed").length,
      requireSso: current.filter(({ requires }) => requires === "sso").length,
      requireMfa: current.filter(({ requires }) => requires === "mfa").length,
      unconfirmed: users.length - confirmed.length,
      unusableUserIds,
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

async function buildCurrentAccounts(
  users: WorkosUser[],
  progress: SyncProgress,
): Promise<{ byAddress: Map<string, Account>; unusableUserIds: string[] }> {
  const requiresSso = buildSsoRequirement(progress);
  const organizationsOf = groupOrganizations(progress);
  const byAddress = new Map<string, Account>();
  const unusableUserIds: string[] = [];
  const repeated = new Set<string>();
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
    if (!parsed.ok) {
      unusableUserIds.push(user.id);
      continue;
    }
    const account = await toAccount(parsed.record);
    const key = emailAddressKey(account.email);
    const other = byAddress.get(key);
    if (other !== undefined) {
      repeated.add(key);
      unusableUserIds.push(user.id);
    } else {
      byAddress.set(key, account);
    }
  }
  // Which of two people an address means can't be known: neither gets a code.
  for (const key of repeated) {
    const workosUserId = byAddress.get(key)?.workosUserId ?? null;
    if (workosUserId !== null) unusableUserIds.push(workosUserId);
    byAddress.delete(key);
  }
  return { byAddress, unusableUserIds: unusableUserIds.toSorted() };
}

function groupOrganizations(progress: SyncProgress): Map<string, Account["organizations"]> {
  const byUser = new Map<string, Account["organizations"]>();
  for (const { id, name } of progress.organizations.values()) {
    for (const { userId, role } of progress.memberships.get(id)?.byUser.values() ?? []) {
      const organizations = byUser.get(userId) ?? [];
      byUser.set(userId, organizations);
      organizations.push({ id, name: cleanName(name) ?? id, role });
    }
  }
  return byUser;
}

/** The name without line breaks and other control characters, at a length that files take; null where nothing is left. */
function cleanName(name: string | null): string | null {
  return (
    name
      ?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim()
      .slice(0, 200) || null
  );
}

import type { Account } from "./account.ts";

export type LocalCodePermission =
  | { kind: "allowed" }
  | { kind: "refused"; reason: "removed" | "not_confirmed" | "sso_required" | "mfa_required" };

/**
 * Whether the account may receive and redeem codes of the local issuer, and if not, why.
 *
 * A code proves only a mailbox: for an account that requires more, it would bypass single sign-on, the second factor or a removal
 * (downgrade). The reason is only for the log: in an answer it would reveal who has an account (account enumeration).
 */
export function mayUseLocalCodes(account: Account): LocalCodePermission {
  if (account.isRemoved) return { kind: "refused", reason: "removed" };
  if (!account.isConfirmed) return { kind: "refused", reason: "not_confirmed" };
  switch (account.requires) {
    case "sso":
      return { kind: "refused", reason: "sso_required" };
    case "mfa":
      return { kind: "refused", reason: "mfa_required" };
    case "nothing":
      return { kind: "allowed" };
  }
  return account.requires satisfies never;
}

import type { Account } from "./account.ts";

export type LocalCodePermission =
  | { kind: "allowed" }
  | { kind: "refused"; reason: "removed" | "not_confirmed" | "sso_required" | "mfa_required" };

/**
 * Whether the account may be sent a code of the local issuer and redeem one, and if not, why.
 *
 * A code proves a mailbox and nothing else: given to an account that owes more, it would be the way around single sign-on, the
 * second factor or a removal (downgrade). The reason is for the log; telling it to whoever asks would tell who has an account.
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

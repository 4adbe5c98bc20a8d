import type { Account } from "./account.ts";

export type LocalCodeObstacle = "removed" | "not_confirmed" | "sso_required" | "mfa_required";

export function findLocalCodeObstacle(account: Account): LocalCodeObstacle | null {
  if (account.isRemoved) return "removed";
  if (!account.isConfirmed) return "not_confirmed";
  switch (account.requires) {
    case "nothing":
      return null;
    case "sso":
      return "sso_required";
    case "mfa":
      return "mfa_required";
    default:
      return account.requires satisfies never;
  }
}

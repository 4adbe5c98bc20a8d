import type { EmailAddress } from "../../../contract/email-address.ts";
import type { Account, AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import type { FindWorkosUser } from "./find-workos-user.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import { isWorkosFailure, type WorkosFailure } from "../../core/workos/workos-error.ts";

/** The issuer that mails and verifies the code for an address. */
export type IssuerChoice =
  /** `fallback` is the account that gets a local code if WorkOS turns out to be down. */
  | { issuer: "workos"; fallback: Account | null }
  | { issuer: "local"; account: Account; reason: "workos_down" | "not_in_workos" }
  /** WorkOS is down, and the local issuer may not serve this address. */
  | { issuer: "none"; reason: string };

export type ChooseIssuer = (email: EmailAddress) => Promise<IssuerChoice>;

/**
 * Chooses the issuer for an address. Clients can't influence it (downgrade): WorkOS comes first; the local issuer is used when
 * the server's own breaker is open or the account isn't in WorkOS, and never for an account that requires SSO or MFA or was removed.
 */
export function createIssuerChoice(parts: {
  accounts: AccountDirectory;
  findWorkosUser: FindWorkosUser;
  breaker: WorkosBreaker;
}): ChooseIssuer {
  return async (email) => {
    const lookup = await parts.accounts.find(email);
    const permission = lookup.kind === "found" ? mayUseLocalCodes(lookup.account) : null;
    const account = lookup.kind === "found" && permission?.kind === "allowed" ? lookup.account : null;

    if (parts.breaker.isFailing()) {
      if (account !== null) return { issuer: "local", account, reason: "workos_down" };
      return { issuer: "none", reason: permission?.kind === "refused" ? permission.reason : lookup.kind };
    }
    // An account that came from WorkOS is looked up only there: if WorkOS no longer knows it, it was removed.
    if (account === null || account.workosUserId !== null) return { issuer: "workos", fallback: account };

    const user = await parts.findWorkosUser(email);
    if (user.kind === "absent") return { issuer: "local", account, reason: "not_in_workos" };
    if (!isWorkosFailure(user)) return { issuer: "workos", fallback: account };
    parts.breaker.recordFailure(asOutage(user), { isReported: true });
    return { issuer: "local", account, reason: "workos_down" };
  };
}

/**
 * The outage that a failed lookup means. WorkOS limits lookups per environment, so a 429 to a lookup is an outage; a 429 to a send
 * may concern one address only, and never opens the breaker.
 */
export function asOutage(failure: WorkosFailure): WorkosFailure {
  return failure.kind === "rate_limited" ? { ...failure, kind: "unreachable" } : failure;
}

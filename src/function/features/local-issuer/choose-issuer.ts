import type { EmailAddress } from "../../../contract/email-address.ts";
import type { Account, AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import type { FindWorkosUser } from "./find-workos-user.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import { isWorkosFailure, type WorkosFailure } from "../../core/workos/workos-error.ts";

/** Who mails the code for an address, and takes it. */
export type IssuerChoice =
  /** `fallback` is the account that gets a local code where WorkOS turns out to be down. */
  | { issuer: "workos"; fallback: Account | null }
  | { issuer: "local"; account: Account; reason: "workos_down" | "not_in_workos" }
  /** WorkOS is down, and the local issuer may not serve this address. */
  | { issuer: "none"; reason: string };

export type ChooseIssuer = (email: EmailAddress) => Promise<IssuerChoice>;

/**
 * The choice of the issuer stands on what the server itself has found, never on a word of the client (downgrade): WorkOS first,
 * the local issuer where the server's own breaker is open or the account isn't in WorkOS, and never for an account that its
 * organization holds to SSO or MFA, or that was removed.
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
    // An account that came from WorkOS is asked for there alone: where WorkOS doesn't know it any more, it was removed.
    if (account === null || account.workosUserId !== null) return { issuer: "workos", fallback: account };

    const user = await parts.findWorkosUser(email);
    if (user.kind === "absent") return { issuer: "local", account, reason: "not_in_workos" };
    if (!isWorkosFailure(user)) return { issuer: "workos", fallback: account };
    parts.breaker.recordFailure(asOutage(user), { isReported: true });
    return { issuer: "local", account, reason: "workos_down" };
  };
}

/**
 * What a failed look-up says of WorkOS as a whole. Its limit of look-ups is the environment's and no person's, so that a 429 to one
 * is an outage like any other; a 429 to a send may be one address's own, and opens nothing.
 */
export function asOutage(failure: WorkosFailure): WorkosFailure {
  return failure.kind === "rate_limited" ? { ...failure, kind: "unreachable" } : failure;
}

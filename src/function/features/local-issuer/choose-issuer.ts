import type { EmailAddress } from "../../../contract/email-address.ts";
import type { Account, AccountDirectory } from "./accounts/account.ts";
import { mayUseLocalCodes } from "./accounts/may-use-local-codes.ts";
import type { FindWorkosUser } from "./find-workos-user.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import type { BrowserDescription } from "../../core/http/client-address.ts";
import { isWorkosFailure } from "../../core/workos/workos-error.ts";

/** The issuer that mails and verifies the code for an address. */
export type IssuerChoice =
  /** `fallback` is the account that gets a local code if WorkOS turns out to be down. */
  | { issuer: "workos"; fallback: Account | null }
  | { issuer: "local"; account: Account; reason: "workos_down" | "not_in_workos" }
  /** WorkOS is down, and the local issuer may not serve this address. */
  | { issuer: "none"; reason: string };

export type ChooseIssuer = (email: EmailAddress, browser: BrowserDescription) => Promise<IssuerChoice>;

/**
 * Chooses the issuer for an address. Clients can't influence it (downgrade): WorkOS comes first; the local issuer is used when
 * the function itself finds WorkOS down or the account isn't in WorkOS, and never for an account that requires SSO or MFA or was removed.
 */
export function createIssuerChoice(parts: {
  accounts: AccountDirectory;
  findWorkosUser: FindWorkosUser;
  breaker: Pick<WorkosBreaker, "isOpen" | "recordFailure">;
}): ChooseIssuer {
  return async (email, browser) => {
    const lookup = await parts.accounts.find(email);
    const permission = lookup.kind === "found" ? mayUseLocalCodes(lookup.account) : null;
    const account = lookup.kind === "found" && permission?.kind === "allowed" ? lookup.account : null;

    if (parts.breaker.isOpen()) {
      if (account !== null) return { issuer: "local", account, reason: "workos_down" };
      return { issuer: "none", reason: permission?.kind === "refused" ? permission.reason : lookup.kind };
    }
    // An account that came from WorkOS is looked up only there: if WorkOS no longer knows it, it was removed.
    if (account === null || account.workosUserId !== null) return { issuer: "workos", fallback: account };

    // The stored address: a client could spell its own so that the look-up fails.
    const user = await parts.findWorkosUser(account.email);
    if (user.kind === "absent") return { issuer: "local", account, reason: "not_in_workos" };
    const isDown = isWorkosFailure(user) && (await parts.breaker.recordFailure(user, browser));
    return isDown
      ? { issuer: "local", account, reason: "workos_down" }
      : { issuer: "workos", fallback: account };
  };
}

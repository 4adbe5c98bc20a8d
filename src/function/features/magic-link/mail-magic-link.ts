import { emailAddressKey } from "../../../contract/email-address.ts";
import type { AccountDirectory, FindAccountResult } from "../local-issuer/accounts/account.ts";
import { mayUseLocalCodes } from "../local-issuer/accounts/may-use-local-codes.ts";
import { countUse, giveBackUse } from "../../core/counters/count-limit.ts";
import { lifetimes } from "../../core/counters/limit-table.ts";
import type { Limit } from "../../core/counters/limits.ts";
import type { EmitEvent } from "../../core/events/auth-event.ts";
import type { FingerprintEmail } from "../../core/logging/email-fingerprint.ts";
import type { WriteLogEvent } from "../../core/logging/log-entry.ts";
import type { WorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";
import type { WorkosBreaker } from "../../core/workos/workos-breaker.ts";
import type { MagicLinkRequest } from "./magic-link-request.ts";

/** Has WorkOS mail the link of a request. What became of it is in the log and told to nobody: it depends on the account. */
export type MailMagicLink = (request: MagicLinkRequest) => Promise<void>;

/**
 * Only an account that the session could be given to gets a mail: WorkOS would mail a link to any address, and it would lead to a
 * refusal. The mail goes to the address that is stored, not to the one that was typed.
 */
export function createMailMagicLink(parts: {
  /** The landing, as it is registered at WorkOS. */
  redirectUri: string;
  accounts: AccountDirectory;
  workos: Pick<WorkosMagicLinkCalls, "mailMagicLink">;
  mailsPerAddress: Limit;
  breaker: WorkosBreaker;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
}): MailMagicLink {
  const mail = async ({ email, oauthState }: MagicLinkRequest): Promise<string> => {
    const lookup = await parts.accounts.find(email);
    if (lookup.kind !== "found") return `account_${lookup.kind}`;
    const refusal = findRefusal(lookup);
    if (refusal !== null) return refusal;

    const key = emailAddressKey(email);
    // What is asked for beyond that is answered by the mails on their way: their links carry the same state.
    if ((await countUse(parts.mailsPerAddress, key)).kind === "exceeded") return "already_on_its_way";
    const result = await parts.workos.mailMagicLink(lookup.account.email, {
      redirectUri: parts.redirectUri,
      oauthState,
      lifetimeSeconds: lifetimes.magicLinkSeconds,
    });
    switch (result.kind) {
      case "mailed":
      case "refused":
        parts.breaker.recordAnswer();
        return result.kind;
      case "rate_limited":
        return result.kind;
      case "unreachable":
      case "credentials_refused":
        await giveBackUse(parts.mailsPerAddress, key);
        parts.breaker.recordToldFailure(result);
        return result.kind;
      default:
        return result satisfies never;
    }
  };

  return async (request) => {
    const outcome = await mail(request);
    const emailFingerprint = await parts.fingerprintEmail(request.email);
    if (outcome === "mailed") {
      parts.emit({ event: "code_mailed", issuer: "workos", emailFingerprint, holdsCode: false });
    }
    parts.writeLog("info", { event: "magic_link_asked", emailFingerprint, outcome });
  };
}

function findRefusal({ account }: Extract<FindAccountResult, { kind: "found" }>): string | null {
  const permission = mayUseLocalCodes(account);
  return permission.kind === "refused" ? permission.reason : null;
}

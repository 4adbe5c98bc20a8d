import { type EmailAddress, emailAddressKey } from "../../../contract/email-address.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import { limitTable } from "../counters/limit-table.ts";
import { countUse, type FindLimit, giveBackUse } from "../counters/limits.ts";
import type { EmitEvent } from "../logging/auth-event.ts";
import type { FingerprintEmail } from "../logging/describe-cause.ts";
import type { WriteLogEvent } from "../logging/log-entry.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import type { WorkosApi } from "./workos-api.ts";
import { isWorkosFailure, type WorkosFailure } from "./workos-error.ts";

/**
 * The reportable result of requesting a code. It doesn't say whether WorkOS knows the address or lets it sign up (account
 * enumeration).
 */
export type CodeMailResult =
  | { kind: "accepted" }
  /** WorkOS's limit for this minute is used up, so it wasn't asked again. */
  | { kind: "already_on_its_way" }
  | WorkosFailure;

/** Requests a code by mail from WorkOS; with an invitation token also for an address without an account. */
export type AskForCodeMail = (
  email: EmailAddress,
  browser: BrowserDescription,
  invitationToken: string | null,
) => Promise<CodeMailResult>;

/** The window of WorkOS's own limit: within it a 429 means that a code is already on its way. */
const mailWindowMs = 60_000;

const alreadyOnItsWay = { kind: "already_on_its_way" } as const;

/**
 * Asks WorkOS only as often as it sends mail: further requests within the minute are accepted, because a code is already on its
 * way. Known and unknown addresses are counted alike (account enumeration).
 */
export function createCodeMails(parts: {
  workos: WorkosApi;
  counterStore: CounterStore;
  limit: FindLimit;
  fingerprintEmail: FingerprintEmail;
  writeLog: WriteLogEvent;
  emit: EmitEvent;
}): AskForCodeMail {
  const options = { name: "code-mails", lifetimeMs: mailWindowMs, maximumKeys: 50_000 };
  const recentlyAnswered = parts.counterStore.createEntries({ ...options, keptInProcess: "while_down" });

  const ask = async (email: EmailAddress, browser: BrowserDescription, invitationToken: string | null) => {
    const key = emailAddressKey(email);
    // Before it is counted: a stranger's made-up invitation must not take the place of a mail (account lockout).
    const invited =
      invitationToken === null ? null : await parts.workos.checkInvitation(invitationToken, email);
    if (invited?.kind === "not_invited") return { kind: "address_refused" } as const;
    if (invited !== null && invited.kind !== "invited") return invited;
    const { mailsPerAddress, invitedMailsPerAddress } = limitTable;
    const limit = parts.limit(invitationToken === null ? mailsPerAddress : invitedMailsPerAddress);
    const use = await countUse(limit, key);
    if (use.kind === "exceeded") return alreadyOnItsWay;
    const result = await parts.workos.sendOneTimeCode(email, browser, invitationToken);
    if (result.kind === "rate_limited")
      return (await recentlyAnswered.read(key)) === null ? result : alreadyOnItsWay;
    if (isWorkosFailure(result)) await giveBackUse(limit, key);
    else await recentlyAnswered.write(key, "1");
    return result;
  };

  return async (email, browser, invitationToken) => {
    const result = await ask(email, browser, invitationToken);
    const emailFingerprint = await parts.fingerprintEmail(email);
    if (result.kind === "sent") {
      parts.emit({ event: "code_mailed", issuer: "workos", emailFingerprint, holdsCode: true });
    }
    parts.writeLog("info", { event: "one_time_code_asked", emailFingerprint, outcome: result.kind });
    return result.kind === "sent" || result.kind === "address_refused" ? { kind: "accepted" } : result;
  };
}

import type { LimitEntry } from "../../core/counters/limit-table.ts";
import { emailAddressKey } from "../../../contract/email-address.ts";
import { countUse, giveBackUse } from "../../core/counters/limits.ts";
import type { Core } from "../../core/feature/core.ts";
import type { BrowserDescription } from "../../core/http/client-address.ts";
import type { MailboxSignIn } from "../../core/feature/issuer.ts";
import { magicLinkCallbackPath } from "./contract.ts";
import { magicLinkLifetimes } from "./lifetimes.ts";
import type { MagicLinkRequest } from "./magic-link-request.ts";
import type { WorkosMagicLinkCalls } from "./workos-magic-link-calls.ts";

/** Apart from the codes' limit: strangers' links, which the owner can't use, must not take the place of a code (account lockout). */
export const linksPerAddress = {
  name: "magic-link",
  counts: "Magic Links requested from WorkOS for an address",
  quotas: [{ maximum: 3, windowSeconds: 60 }],
} as const satisfies LimitEntry;

/** Has WorkOS mail the link of a request. Only the log says whether it did, because that depends on the account (enumeration). */
export type MailMagicLink = (
  request: MagicLinkRequest,
  browser: BrowserDescription,
  linkOrigin: string,
) => Promise<void>;

/**
 * Mails links only to accounts that can get a session, at their stored address: WorkOS would mail any address a link that is then
 * refused.
 */
export function createMailMagicLink(
  core: Core,
  workos: Pick<WorkosMagicLinkCalls, "mailMagicLink">,
  mailboxSignIn: MailboxSignIn,
): MailMagicLink {
  const mail = async (
    { email, oauthState }: MagicLinkRequest,
    browser: BrowserDescription,
    linkOrigin: string,
  ): Promise<string> => {
    const mailbox = await mailboxSignIn.findMailbox(email);
    if (mailbox.kind === "refused") return mailbox.reason;

    const key = emailAddressKey(email);
    // Beyond the limit no new mail is needed: the links already on their way carry the same state.
    if ((await countUse(core.limit(linksPerAddress), key)).kind === "exceeded") return "already_on_its_way";
    const result = await workos.mailMagicLink(mailbox.email, {
      redirectUri: linkOrigin + magicLinkCallbackPath,
      oauthState,
      lifetimeSeconds: magicLinkLifetimes.linkSeconds,
    });
    switch (result.kind) {
      case "mailed":
      case "refused":
      case "rate_limited":
        return result.kind;
      case "unreachable":
      case "credentials_refused":
        await giveBackUse(core.limit(linksPerAddress), key);
        core.runInBackground(core.breaker.recordFailure(result, browser));
        return result.kind;
      default:
        return result satisfies never;
    }
  };

  return async (request, browser, linkOrigin) => {
    const outcome = await mail(request, browser, linkOrigin);
    const emailFingerprint = await core.fingerprintEmail(request.email);
    if (outcome === "mailed") {
      core.emit({ event: "code_mailed", issuer: "workos", emailFingerprint, holdsCode: false });
    }
    core.writeLog("info", { event: "magic_link_asked", emailFingerprint, outcome });
  };
}

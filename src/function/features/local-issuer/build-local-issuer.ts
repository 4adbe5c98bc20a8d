import type { Feature } from "../../core/feature/feature.ts";
import { wait } from "../../core/feature/environment.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { localIssuer } from "./local-issuer.ts";
import { createMailCheck } from "./mail/mail-check.ts";
import { createMailSender } from "./mail/mail.ts";
import type { Mailbox, Transport } from "./mail/transport.ts";

/**
 * The local issuer with a host's accounts and mail service; switched off when there is neither.
 *
 * @throws Error naming the missing variable: accounts need mail, and mail needs accounts
 */
export async function buildLocalIssuer<Mail extends { from: Mailbox }>(
  accounts: AccountDirectory | null,
  mail: Mail | { kind: "not_configured" },
  createTransport: (mail: Mail) => Transport | Promise<Transport>,
): Promise<Feature> {
  if (accounts === null && !("from" in mail)) return localIssuer(null);
  if (accounts === null) {
    throw new Error("PORTICO_ACCOUNTS is missing; mail is configured, and no mail is sent without accounts");
  }
  if (!("from" in mail)) {
    throw new Error("SMTP_URL or RESEND_API_KEY is missing; PORTICO_ACCOUNTS is set, and codes need mail");
  }
  const transport = await createTransport(mail);
  return localIssuer({
    accounts,
    sendMail: createMailSender({ transport, from: mail.from, wait }),
    checkMail: createMailCheck(transport),
  });
}

import { createAccountDirectory } from "./create-account-directory.ts";
import { parseAccountsConfiguration } from "../accounts/accounts-configuration.ts";
import { type MailConfiguration, parseMailConfiguration } from "../mail/mail-configuration.ts";
import type { Feature, FeatureHost } from "../../../core/feature/feature.ts";
import { localIssuer } from "../local-issuer.ts";
import { createMailCheck } from "../mail/mail-check.ts";
import { createMailSender } from "../mail/mail.ts";
import { createResendTransport } from "../mail/resend-transport.ts";
import type { Transport } from "../mail/transport.ts";
import { wait } from "../../../core/feature/environment.ts";

/**
 * The local issuer with the accounts and the mail service of the variables; switched off when they name neither.
 *
 * @throws Error naming the malformed or missing variable: accounts need mail, and mail needs accounts
 */
export async function openLocalIssuer(host: FeatureHost): Promise<Feature> {
  const mail = parseMailConfiguration(host.variables);
  const accounts = await createAccountDirectory({
    ...host,
    configuration: parseAccountsConfiguration(host.variables),
  });
  if (accounts === null && mail.kind === "not_configured") return localIssuer(null);
  if (accounts === null) {
    throw new Error("PORTICO_ACCOUNTS is missing; mail is configured, and no mail is sent without accounts");
  }
  if (mail.kind === "not_configured") {
    throw new Error("SMTP_URL or RESEND_API_KEY is missing; PORTICO_ACCOUNTS is set, and codes need mail");
  }
  const transport = await createTransport(mail, host.fetch);
  return localIssuer({
    accounts,
    sendMail: createMailSender({ transport, from: mail.from, wait }),
    checkMail: createMailCheck(transport),
  });
}

async function createTransport(
  mail: Exclude<MailConfiguration, { kind: "not_configured" }>,
  ask: typeof fetch,
): Promise<Transport> {
  switch (mail.kind) {
    case "smtp":
      // Loaded only where it is used, because it is a large part of a server's code.
      return (await import("../mail/smtp-transport.ts")).createSmtpTransport(mail.access);
    case "resend":
      return createResendTransport({ apiKey: mail.apiKey, fetch: () => ask });
    default:
      return mail satisfies never;
  }
}

import { createAccountDirectory } from "./create-account-directory.ts";
import { parseAccountsConfiguration } from "../accounts/accounts-configuration.ts";
import { buildLocalIssuer } from "../build-local-issuer.ts";
import { parseMailConfiguration } from "../mail/mail-configuration.ts";
import type { Feature, FeatureHost } from "../../../core/feature/feature.ts";
import { createResendTransport } from "../mail/resend-transport.ts";

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
  return await buildLocalIssuer(accounts, mail, async (mail) => {
    switch (mail.kind) {
      case "smtp":
        // Loaded only where it is used, because it is a large part of a server's code.
        return (await import("../mail/smtp-transport.ts")).createSmtpTransport(mail.access);
      case "resend":
        return createResendTransport({ apiKey: mail.apiKey, fetch: () => host.fetch });
      default:
        return mail satisfies never;
    }
  });
}

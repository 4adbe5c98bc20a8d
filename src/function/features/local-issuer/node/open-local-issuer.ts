import { createAccountDirectory } from "./create-account-directory.ts";
import { parseAccountsConfiguration } from "../configuration/accounts-configuration.ts";
import { type MailConfiguration, parseMailConfiguration } from "../configuration/mail-configuration.ts";
import type { FunctionEnvironment, FunctionVariables } from "../../../core/environment.ts";
import type { WriteLogEvent } from "../../../core/logging/log-entry.ts";
import { createMailCheck } from "../mail/mail-check.ts";
import { createMailSender } from "../mail/mail.ts";
import { createResendTransport } from "../mail/resend-transport.ts";
import { createSmtpTransport } from "../mail/smtp-transport.ts";
import type { Transport } from "../mail/transport.ts";
import { wait } from "../../../core/wait.ts";

// For Node alone: mail by SMTP and accounts in files need its modules.

/**
 * The accounts and the mail of the local issuer that the variables name, or null where they name none.
 *
 * @param options.baseDirectory where relative paths of account files begin
 * @throws Error that names the malformed or missing variable: accounts without mail would get no code, and mail without accounts
 *   would reach nobody
 */
export async function openLocalIssuer(options: {
  variables: FunctionVariables;
  baseDirectory: string;
  fetch: typeof fetch;
  now: () => number;
  writeLog: WriteLogEvent;
}): Promise<NonNullable<FunctionEnvironment["localIssuer"]> | null> {
  const mail = parseMailConfiguration(options.variables);
  const accounts = await createAccountDirectory({
    ...options,
    configuration: parseAccountsConfiguration(options.variables),
  });
  if (accounts === null && mail.kind === "not_configured") return null;
  if (accounts === null) {
    throw new Error("PORTICO_ACCOUNTS is missing; mail is set up, and nobody would get any without accounts");
  }
  if (mail.kind === "not_configured") {
    throw new Error("SMTP_URL or RESEND_API_KEY is missing; PORTICO_ACCOUNTS is set, and codes need mail");
  }
  const transport = createTransport(mail, options.fetch);
  return {
    accounts,
    sendMail: createMailSender({ transport, from: mail.from, wait }),
    checkMail: createMailCheck(transport),
  };
}

function createTransport(
  mail: Exclude<MailConfiguration, { kind: "not_configured" }>,
  ask: typeof fetch,
): Transport {
  switch (mail.kind) {
    case "smtp":
      return createSmtpTransport(mail.access);
    case "resend":
      return createResendTransport({ apiKey: mail.apiKey, fetch: () => ask });
    default:
      return mail satisfies never;
  }
}

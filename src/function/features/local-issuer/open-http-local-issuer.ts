import type { Feature, FeatureHost } from "../../core/feature/feature.ts";
import { parseAccountsConfiguration } from "./accounts/accounts-configuration.ts";
import type { AccountDirectory } from "./accounts/account.ts";
import { createHttpAccountDirectory } from "./accounts/http-account-directory.ts";
import { buildLocalIssuer } from "./build-local-issuer.ts";
import { parseMailConfiguration } from "./mail/mail-configuration.ts";
import { createResendTransport } from "./mail/resend-transport.ts";

/**
 * The local issuer on a host that has only `fetch`: accounts of the team's own backend, and mail by Resend.
 *
 * @throws Error naming the malformed or missing variable, or the one that needs files or sockets
 */
export async function openHttpLocalIssuer(host: Omit<FeatureHost, "baseDirectory">): Promise<Feature> {
  const mail = parseMailConfiguration(host.variables);
  if (mail.kind === "smtp") {
    throw new Error("SMTP_URL can't be used on this host, which has no sockets; set RESEND_API_KEY");
  }
  return await buildLocalIssuer(openHttpDirectory(host), mail, ({ apiKey }) =>
    createResendTransport({ apiKey, fetch: () => host.fetch }),
  );
}

function openHttpDirectory({
  variables,
  fetch,
  now,
}: Omit<FeatureHost, "baseDirectory">): AccountDirectory | null {
  const configuration = parseAccountsConfiguration(variables);
  switch (configuration.kind) {
    case "not_configured":
      return null;
    case "http":
      return createHttpAccountDirectory({ ...configuration, fetch, now });
    case "file":
    case "synced":
      throw new Error(
        "PORTICO_ACCOUNTS can't name a file on this host, which has none; set the https:// address of your backend",
      );
    default:
      return configuration satisfies never;
  }
}

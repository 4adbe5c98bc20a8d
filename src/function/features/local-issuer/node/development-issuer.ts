import { parseEmailAddress } from "../../../../contract/email-address.ts";
import type { Feature } from "../../../core/feature/feature.ts";
import { wait } from "../../../core/feature/environment.ts";
import type { Account } from "../accounts/account.ts";
import { localIssuer } from "../local-issuer.ts";
import { createMailCheck } from "../mail/mail-check.ts";
import { createMailSender } from "../mail/mail.ts";
import type { Mailbox, Transport } from "../mail/transport.ts";

/** The local issuer with fake accounts, whose mails are passed to `deliver`. */
export function createDevelopmentIssuer(options: {
  accounts: readonly Account[];
  from: Mailbox;
  deliver: (mail: { to: string; subject: string; text: string }) => void;
}): Feature {
  const transport: Transport = {
    deliver: ({ to, subject, text }) => {
      options.deliver({ to, subject, text });
      return Promise.resolve({ kind: "delivered" });
    },
    check: () => Promise.resolve({ kind: "ready" }),
  };
  return localIssuer({
    accounts: {
      find: (email) => {
        const account = options.accounts.find((candidate) => candidate.email === parseEmailAddress(email));
        return Promise.resolve(account === undefined ? { kind: "absent" } : { kind: "found", account });
      },
    },
    sendMail: createMailSender({ transport, from: options.from, wait }),
    checkMail: createMailCheck(transport),
  });
}

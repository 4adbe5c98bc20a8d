import { parseEmailAddress } from "../../../../contract/email-address.ts";
import type { Feature } from "../../../core/feature/feature.ts";
import type { Account } from "../accounts/account.ts";
import { localIssuer } from "../local-issuer.ts";
import type { CounterStore } from "../../../core/counters/counter-store.ts";
import type { FunctionVariables } from "../../../core/configuration/workos-variables.ts";
import type { TimedAuthEvent } from "../../../core/logging/auth-event.ts";
import type { SignInMail } from "../mail/sign-in-mail.ts";
import type { Wait } from "../../../core/feature/environment.ts";
import { logCanaries } from "../../../testing/log-canaries.ts";
import { nextTurn } from "../../../testing/test-background.ts";
import { type AnswerAsWorkos, createTestFunction } from "../../../testing/test-function.ts";

/** A test account, with simple defaults for what isn't given. */
export function buildAccount(changes: Omit<Partial<Account>, "email"> & { email: string }): Account {
  const email = parseEmailAddress(changes.email);
  if (email === null) throw new Error(`${changes.email} is no address`);
  return {
    subject: `acct_${email.replaceAll(/\W/g, "_")}`,
    isConfirmed: true,
    firstName: null,
    lastName: null,
    workosUserId: null,
    organizations: [],
    requires: "nothing",
    isRemoved: false,
    createdAtMs: 0,
    ...changes,
    email,
  };
}

/** The contents of a local issuer's mail, as its recipient uses them. */
export type ReadMail = { to: string; oneTimeCode: string | null; linkToken: string | null; mail: SignInMail };

type Control = {
  accountsDown: boolean;
  /** `failed`: the server is down. `not_taken`: it is up but accepts no mail. `refused`: it refuses this recipient. */
  mail: "sent" | "failed" | "not_taken" | "refused";
  /** While true, checks of the mail server never finish. */
  holdsMailCheck: boolean;
};

/**
 * The function with a local issuer, its accounts and a test mail server. Sends are answered at once; the mail may arrive later.
 *
 * @param options.answers WorkOS's answers, as for `createTestFunction`
 */
export function createLocalIssuerFunction(options: {
  answers: AnswerAsWorkos[];
  variables: FunctionVariables;
  accounts: Account[];
  counterStore?: CounterStore;
  wait?: Wait;
  now?: () => number;
  runInBackground?: (task: Promise<unknown>) => void;
  /** Besides the local issuer. */
  features?: readonly Feature[];
}) {
  const accounts = new Map(options.accounts.map((account) => [account.email.toLowerCase(), account]));
  const mails: ReadMail[] = [];
  const events: TimedAuthEvent[] = [];
  const control: Control = { accountsDown: false, mail: "sent", holdsMailCheck: false };
  const testFunction = createTestFunction({
    answers: options.answers,
    variables: options.variables,
    wait: options.wait ?? (async (delayMs) => (delayMs < 500 ? await nextTurn() : undefined)),
    ...(options.counterStore === undefined ? {} : { counterStore: options.counterStore }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.runInBackground === undefined ? {} : { runInBackground: options.runInBackground }),
    onEvent: (event) => {
      events.push(event);
    },
    features: [
      localIssuer({
        accounts: {
          find: (email) => {
            if (control.accountsDown) return Promise.resolve({ kind: "unavailable", cause: "test" });
            const account = accounts.get(email.toLowerCase());
            return Promise.resolve(account === undefined ? { kind: "absent" } : { kind: "found", account });
          },
        },
        sendMail: (mail) => {
          if (control.mail !== "sent") {
            const isAboutRecipient = control.mail === "refused";
            return Promise.resolve({ kind: "failed", isAboutRecipient, cause: "test" });
          }
          const linkToken = mail.link === null ? null : new URL(mail.link).hash.slice(1);
          logCanaries.addAllCanaries([mail.to, mail.oneTimeCode, linkToken]);
          mails.push({ to: mail.to, oneTimeCode: mail.oneTimeCode, linkToken, mail });
          return Promise.resolve({ kind: "sent" });
        },
        checkMail: async () => {
          while (control.holdsMailCheck) await new Promise((resolve) => setImmediate(resolve));
          return control.mail === "failed" ? { kind: "failing", cause: "test" } : { kind: "ready" };
        },
      }),
      ...(options.features ?? []),
    ],
  });
  return { ...testFunction, accounts, mails, events, control };
}

/** Answers every WorkOS request as in an outage. */
export const workosDown: AnswerAsWorkos = () => Response.json({ message: "Internal" }, { status: 500 });

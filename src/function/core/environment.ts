import type { AccountDirectory } from "../features/local-issuer/accounts/account.ts";
import type { CounterStore } from "./counters/counter-store.ts";
import type { TimedAuthEvent } from "./events/auth-event.ts";
import type { LogEntry } from "./logging/log-entry.ts";
import type { CheckMail } from "../features/local-issuer/mail/mail-check.ts";
import type { SendMail } from "../features/local-issuer/mail/mail.ts";
import type { Wait } from "./wait.ts";

/** Environment variables by name; an empty one counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;

/**
 * Everything the function takes from where it runs. It reads no global of any runtime beside the web's own, so that the same
 * code serves Node, workerd and a test without a port.
 */
export type FunctionEnvironment = {
  variables: FunctionVariables;
  /** How WorkOS is asked; the runtime's own `fetch` when absent. */
  fetch?: typeof fetch;
  /** Milliseconds since 1970; `Date.now` when absent. */
  now?: () => number;
  /** Keeps the instance alive until the task is done (`waitUntil` on workerd); nothing is needed on a long-lived host. */
  runInBackground?: (task: Promise<unknown>) => void;
  /**
   * Name of the one header in which the host itself puts the client's address, overwriting what the client sent.
   * Absent: all clients share one limit, because any header that a client can choose would lift it.
   */
  clientAddressHeader?: string;
  /** Where sends and guesses are counted; in the memory of this process when absent, which is for one instance alone. */
  counterStore?: CounterStore;
  /**
   * Accounts and mail of the local issuer, which serves them where WorkOS is down or doesn't know the account; absent: codes come
   * from WorkOS alone.
   */
  localIssuer?: { accounts: AccountDirectory; sendMail: SendMail; checkMail: CheckMail };
  /** Receives what happens at the door (signed in, refused, revoked, …) for a sink of the team's own; absent: nobody is told. */
  onEvent?: (event: TimedAuthEvent) => void | Promise<void>;
  /** Receives structured log entries, free of personal data and secrets; absent: nothing is logged. */
  writeLog?: (entry: LogEntry) => void;
  /** Resolves after so many milliseconds; the runtime's timers when absent. */
  wait?: Wait;
};

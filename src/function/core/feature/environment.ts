import type { FunctionVariables } from "../configuration/workos-variables.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import type { TimedAuthEvent } from "../logging/auth-event.ts";
import type { LogEntry } from "../logging/log-entry.ts";

/**
 * Everything the function takes from its host. It reads no global of a runtime except the web's own, so that the same code runs on
 * Node, on workerd and in a test without a port.
 */
export type FunctionEnvironment = {
  variables: FunctionVariables;
  /** How WorkOS is asked; default the runtime's `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
  /** Keeps the instance alive until the task is done (`waitUntil` on workerd); a long-lived process needs none. */
  runInBackground?: (task: Promise<unknown>) => void;
  /**
   * Name of the one header in which the host puts the client's address, overwriting what the client sent.
   * Absent: all clients share one limit, because any header that a client can choose would lift it.
   */
  clientAddressHeader?: string;
  /** Where sends and guesses are counted; default the memory of this process, which suits a single instance only. */
  counterStore?: CounterStore;
  /** Receives sign-ins, refusals, revocations, …, for a sink of the team's own. */
  onEvent?: (event: TimedAuthEvent) => void | Promise<void>;
  /** Receives structured log entries, free of personal data and secrets. */
  writeLog?: (entry: LogEntry) => void;
  /** Resolves after so many milliseconds; default the runtime's timers. */
  wait?: Wait;
};

/** Resolves after a time. */
export type Wait = (delayMs: number) => Promise<void>;

/** Waits on the runtime's own timers. */
export const wait: Wait = async (delayMs) => {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, delayMs);
  });
};

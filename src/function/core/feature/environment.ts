import type { FunctionVariables } from "../configuration/workos-variables.ts";
import type { CounterStore } from "../counters/counter-store.ts";
import type { TimedAuthEvent } from "../logging/auth-event.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import type { Cryptography } from "../sealing/cryptography.ts";

/**
 * Everything the function takes from its host. It uses only web-standard globals, so that the same code runs on Node, on
 * workerd and in tests without a port.
 */
export type FunctionEnvironment = {
  variables: FunctionVariables;
  /** Accepts the development server's key and plain http, which a public console refuses; default false. */
  isDevelopment?: boolean;
  /** Used for requests to WorkOS; default the runtime's `fetch`. */
  fetch?: typeof fetch;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
  /** Keeps the instance alive until the task is done (`waitUntil` on workerd); a long-lived process doesn't need it. */
  runInBackground?: (task: Promise<unknown>) => void;
  /**
   * Name of the header in which the host puts the client's address, overwriting what the client sent.
   * When absent, all clients share one limit: any header that clients can set would let an attacker evade it (IP spoofing).
   */
  clientAddressHeader?: string;
  /** Where sends and guesses are counted; this process's memory only for a single instance. */
  counterStore: CounterStore;
  /** Seals and hashes; default the runtime's WebCrypto. */
  cryptography?: Cryptography;
  /** Receives sign-ins, refusals, revocations, …, for the team's own event sink. */
  onEvent?: (event: TimedAuthEvent) => void | Promise<void>;
  /** Receives structured log entries, free of personal data and secrets. */
  writeLog?: (entry: LogEntry) => void;
  /** Resolves after a delay in milliseconds; default the runtime's timers. */
  wait?: Wait;
};

/** Resolves after the delay. */
export type Wait = (delayMs: number) => Promise<void>;

/** A `Wait` on the runtime's timers. */
export const wait: Wait = async (delayMs) => {
  await new Promise((resolve) => setTimeout(resolve, delayMs));
};

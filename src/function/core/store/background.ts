import type { CounterStore } from "../counters/counter-store.ts";
import type { Sealer } from "../sealing/sealer.ts";

/** What outlives a request: the store that instances share, and work after the answer. */
export type Background = {
  /** Calls reject with a `CounterStoreError` while the store is down, which is answered with `codes_paused`. */
  counterStore: CounterStore;
  /** Seals what browsers and the store keep. */
  sealer: Sealer;
  /** Every task that an answer doesn't wait for goes through it, so that the host keeps the instance alive until it is done. */
  runInBackground: (task: Promise<unknown>) => void;
  /** In background tasks only for seconds: hosts stop them after half a minute. */
  wait: Wait;
  /** Milliseconds since 1970. */
  now: () => number;
};

/** Resolves after a delay in milliseconds. */
export type Wait = (delayMs: number) => Promise<void>;

/** A `Wait` on the runtime's timers. */
export const wait: Wait = async (delayMs) => {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, delayMs);
  });
};

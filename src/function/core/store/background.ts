import type { CounterStore } from "../counters/counter-store.ts";
import type { Sealer } from "../sealing/sealer.ts";

/** What outlives a request: the store that instances share, and work after the answer. */
export type Background = {
  /** Calls reject with a `CounterStoreError` while the store is down, which is answered with `codes_paused`. */
  counterStore: CounterStore;
  sealer: Sealer;
  /** Every task that an answer doesn't wait for goes through it, so that the host keeps the instance alive until it is done. */
  runInBackground: (task: Promise<unknown>) => void;
  /** In background tasks only for seconds: hosts stop them after half a minute. */
  wait: (delayMs: number) => Promise<void>;
  /** Milliseconds since 1970. */
  now: () => number;
};

import type { CounterStore } from "../core/counters/counter-store.ts";

const longestWaitMs = 10_000;
const pauseMs = 250;

/**
 * Resolves once the store answers, which may start at the same moment as the function.
 * @throws Error naming REDIS_URL and what was wrong last, never its value
 */
export async function requireReachableStore(store: CounterStore, waitMs = longestWaitMs): Promise<void> {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      await store.readStoreId();
      return;
    } catch (error) {
      if (performance.now() - startedAtMs >= waitMs) {
        const cause = error instanceof Error ? error.message : "unknown error";
        throw new Error(
          `REDIS_URL names a Redis that can't be used: ${cause}. Start it, or correct the address and the password`,
          { cause: error },
        );
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

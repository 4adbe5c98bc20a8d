import { reduceWorkos, type WorkosEvent, type WorkosState } from "./workos-state.ts";

/** Between two questions to the breaker whether WorkOS may be asked again; the SDK's own loop has the same. */
const leastPauseMs = 1_000;

export type ObservedState = ReturnType<typeof createObservedState>;

/**
 * The AuthKit session's state, and its retries in an outage. The SDK tries again by itself only once its access token runs out, and
 * not at all where other tabs kept it from asking.
 * @param tryAgain called when the outage says so, and again at the next such moment if that has changed nothing
 */
export function createObservedState(tryAgain: () => Promise<unknown>) {
  const listeners = new Set<() => void>();
  let state: WorkosState = { kind: "starting" };
  let nextTry: ReturnType<typeof setTimeout> | undefined;

  const awaitNextTry = () => {
    clearTimeout(nextTry);
    if (state.kind !== "unreachable") return;
    const delayMs = Math.max(leastPauseMs, state.outage.retryAtMs - Date.now());
    nextTry = setTimeout(() => void tryAgain().then(awaitNextTry), delayMs);
  };

  return {
    get: (): WorkosState => state,
    isSignedOut: (): boolean => state.kind === "signedOut",
    /** Calls the listener after every change; returns the way to stop. */
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch(event: WorkosEvent): void {
      const next = reduceWorkos(state, event);
      if (next === state) return;
      state = next;
      awaitNextTry();
      for (const listener of listeners) listener();
    },
  };
}

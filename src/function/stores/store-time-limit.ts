import { startTimeLimit } from "../../contract/time-limit.ts";
import { StoreFailure } from "./store-failure.ts";

/** How long a store may take over one call, connecting included: its calls are to reject within a second, whatever hangs. */
export const storeTimeLimitMs = 800;

/**
 * What the work comes to, if it does within the store's time limit.
 * @param work gets a signal that aborts when the time is up
 * @throws StoreFailure when it is
 */
export async function withinStoreTimeLimit<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = startTimeLimit(storeTimeLimitMs);
  const late = new Promise<never>((_, reject) => {
    limit.signal.addEventListener("abort", () => {
      reject(new StoreFailure(`The store gave no answer within ${String(storeTimeLimitMs)} ms`));
    });
  });
  try {
    return await Promise.race([work(limit.signal), late]);
  } finally {
    limit.clear();
  }
}

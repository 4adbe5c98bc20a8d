import { isTimeoutError, withTimeLimit } from "../../contract/time-limit.ts";
import { StoreFailure } from "./store-failure.ts";

/** How long a store may take over one call, connecting included: its calls are to reject within a second, whatever hangs. */
export const storeTimeLimitMs = 800;

/**
 * Settles as the work does, or rejects when the work takes longer than the store's time limit.
 * @param work gets a signal that aborts when the time has passed
 * @throws StoreFailure when the time has passed
 */
export async function withinStoreTimeLimit<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withTimeLimit(work, storeTimeLimitMs);
  } catch (error) {
    throw isTimeoutError(error)
      ? new StoreFailure(`The store gave no answer within ${String(storeTimeLimitMs)} ms`)
      : error;
  }
}

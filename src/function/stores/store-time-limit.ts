import { isTimeoutError, withTimeLimit } from "../../contract/time-limit.ts";
import { StoreFailure } from "./store-failure.ts";

/** Time limit of one call, including connecting, so that calls reject within a second whatever hangs. */
export const storeTimeLimitMs = 800;

/**
 * The work's result, or a rejection when it takes longer than the store's time limit.
 * @param work gets a signal that aborts at the time limit
 * @throws StoreFailure at the time limit
 */
export async function withinStoreTimeLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeLimitMs: number,
): Promise<T> {
  try {
    return await withTimeLimit(work, timeLimitMs);
  } catch (error) {
    throw isTimeoutError(error)
      ? new StoreFailure(`The store gave no answer within ${String(timeLimitMs)} ms`)
      : error;
  }
}

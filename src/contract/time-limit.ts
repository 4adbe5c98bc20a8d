/**
 * Settles as the work does, or rejects with a `TimeoutError` when the work takes longer than `timeoutMs`. The work's signal then
 * aborts. Unlike `AbortSignal.timeout` this uses `setTimeout`, which tests can control, and clears its timer when the work settles.
 */
export async function withTimeLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DOMException(`No answer within ${timeoutMs} ms`, "TimeoutError");
      // Before the abort, so that the caller gets this error and not the one with which the work responds to the abort.
      reject(error);
      controller.abort(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the error is the one of a time limit that has passed. */
export function isTimeoutError(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

const longestWaitMs = 2_000;

/** Runs a task once the page has nothing else to do, or after two seconds. */
export function whenIdle(task: () => void): void {
  // Safari has no such call.
  if (typeof requestIdleCallback === "undefined") setTimeout(task, 200);
  else requestIdleCallback(task, { timeout: longestWaitMs });
}

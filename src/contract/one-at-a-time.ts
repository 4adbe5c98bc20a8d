/** Work that runs once at a time; its result goes to all who ask meanwhile. */
export type OneAtATime<Result> = { run: () => Promise<Result>; isRunning: () => boolean };

const pollMs = 50;

/**
 * Callers who meet work under way look at its state until it is done, and begin anew where it isn't within `longestMs`. They don't
 * await its promise: on workerd, the promise of a request that was cut off never settles. The work itself goes on then.
 */
export function createOneAtATime<Result>(
  parts: {
    now: () => number;
    wait: (delayMs: number) => Promise<void>;
    runInBackground: (task: Promise<unknown>) => void;
  },
  longestMs: number,
  work: () => Promise<Result>,
): OneAtATime<Result> {
  type Run = { untilMs: number; done: { result: Result } | null };
  let latest: Run = { untilMs: 0, done: null };
  const isUnderWay = (run: Run): boolean => run.done === null && parts.now() < run.untilMs;

  const finish = async (own: Run): Promise<Result> => {
    try {
      const result = await work();
      own.done = { result };
      return result;
    } finally {
      own.untilMs = 0;
    }
  };

  const run = async (): Promise<Result> => {
    const other = latest;
    if (isUnderWay(other)) {
      while (isUnderWay(other)) await parts.wait(pollMs);
      return other.done === null ? await run() : other.done.result;
    }
    latest = { untilMs: parts.now() + longestMs, done: null };
    const result = finish(latest);
    parts.runInBackground(result);
    return await result;
  };
  return { run, isRunning: () => isUnderWay(latest) };
}

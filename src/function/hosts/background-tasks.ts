import type { RequestScope } from "./request-scope.ts";

/** What requests have begun and not finished, in a process or in one request. */
export type BackgroundTasks = RequestScope & {
  /** Resolves once no task is left, those that tasks began included. */
  finish: () => Promise<void>;
  /** How many are unfinished. */
  count: () => number;
};

export function createBackgroundTasks(): BackgroundTasks {
  const tasks = new Set<Promise<unknown>>();
  return {
    waitUntil: (task) => {
      tasks.add(task);
      const remove = (): void => void tasks.delete(task);
      task.then(remove, remove);
    },
    finish: async () => {
      while (tasks.size > 0) await Promise.allSettled(tasks);
    },
    count: () => tasks.size,
  };
}

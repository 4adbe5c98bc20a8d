import { AsyncLocalStorage } from "node:async_hooks";

/** What a host does for the request that is being answered. */
export type RequestScope = {
  /** Keeps the instance alive until the task is done, which may be after the answer. */
  waitUntil: (task: Promise<unknown>) => void;
};

/**
 * The scope of the request that is being answered. Some hosts stop an instance once its request's own tasks are done, and refuse
 * tasks of a request that is over, so a task belongs to the request that began it.
 */
export const requestScope = new AsyncLocalStorage<RequestScope>();

/** `runInBackground` of the function's environment on every host. */
export function runInBackground(task: Promise<unknown>): void {
  requestScope.getStore()?.waitUntil(task);
}

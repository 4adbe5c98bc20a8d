import { createApp } from "../../src/function/core/app.ts";
import { createMemoryCounterStore } from "../../src/function/stores/memory-counter-store.ts";

// Created by the first request, because workerd has no random values outside of requests.
let counterStore: ReturnType<typeof createMemoryCounterStore> | null = null;

/** The core without features as a worker; its variables are bindings. */
const worker = {
  fetch: (
    request: Request,
    variables: Record<string, string>,
    execution: { waitUntil: (task: Promise<unknown>) => void },
  ) =>
    createApp({
      variables,
      counterStore: (counterStore ??= createMemoryCounterStore()),
      runInBackground: (task) => {
        execution.waitUntil(task);
      },
    }).fetch(request),
};

// oxlint-disable-next-line import/no-default-export -- workerd takes the module's default export.
export default worker;

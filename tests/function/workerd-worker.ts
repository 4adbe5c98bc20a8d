import { createApp } from "../../src/function/core/app.ts";
import { createMemoryCounterStore } from "../../src/function/core/counters/memory-counter-store.ts";

// Made by the first request: outside of requests workerd gives no random values.
let counterStore: ReturnType<typeof createMemoryCounterStore> | null = null;

/** The core without features, as a worker; the test that bundles it gives the variables as bindings. */
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

import { parseSealingKeys } from "../core/configuration/sealing-keys.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import { createSealer } from "../core/sealing/sealer.ts";
import type { Background } from "../core/store/background.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { testSealingKeys } from "./test-keys.ts";

/** The part of the core that outlives requests, for one instance; its waits end at the next turn of the event loop. */
export function createTestBackground(
  options: { counterStore?: CounterStore; keys?: string } = {},
): Background & { finishBackground: () => Promise<void> } {
  const tasks: Promise<unknown>[] = [];
  return {
    counterStore: options.counterStore ?? createMemoryCounterStore(),
    sealer: createSealer(parseSealingKeys(options.keys ?? testSealingKeys)),
    runInBackground: (task) => tasks.push(task.catch(() => undefined)),
    wait: nextTurn,
    now: () => Date.now(),
    finishBackground: async () => {
      while (tasks.length > 0) await tasks.shift();
    },
  };
}

/** A wait that lets everything else run once. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

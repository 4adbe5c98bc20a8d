import {
  type Counter,
  type CounterStore,
  CounterStoreError,
  type Entries,
  type Queue,
} from "../core/counters/counter-store.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/**
 * A shared store as the function needs it: every rejection is a `CounterStoreError`, and what is counted in this process is
 * counted in its memory. `giveBack` never rejects: an increment that can't be given back stays counted, which is the safe side.
 */
export function guardCounterStore<Store extends CounterStore>(store: Store): Store {
  const memory = createMemoryCounterStore();
  const ask = createAskOrSkip();
  return {
    ...store,
    createCounter: (options) => {
      if (options.countedInProcess === "always") return memory.createCounter(options);
      const counter = guardCounter(store.createCounter(options));
      if (options.countedInProcess === undefined) return counter;
      const fallback = memory.createCounter(options);
      const increment: Counter["increment"] = async (key) =>
        await counter.increment(key).catch(() => fallback.increment(key));
      return { ...counter, increment };
    },
    createEntries: (options) => {
      const entries = guardEntries(store.createEntries(options));
      return options.keptInProcess === undefined
        ? entries
        : keepWhileDown(entries, memory.createEntries(options), ask);
    },
    createQueue: (options) => guardQueue(store.createQueue(options)),
    readStoreId: async () => await asStoreFailure(store.readStoreId()),
  };
}

function guardCounter(counter: Counter): Counter {
  return {
    increment: async (key) => await asStoreFailure(counter.increment(key)),
    read: async (key) => await asStoreFailure(counter.read(key)),
    raise: async (key, count) => await asStoreFailure(counter.raise(key, count)),
    put: async (key, count) => {
      await asStoreFailure(counter.put(key, count));
    },
    giveBack: async (key) => {
      await counter.giveBack(key).catch(() => undefined);
    },
  };
}

function guardEntries(entries: Entries): Entries {
  return {
    read: async (key) => await asStoreFailure(entries.read(key)),
    write: async (key, text) => {
      await asStoreFailure(entries.write(key, text));
    },
    writeOnce: async (key, text) => await asStoreFailure(entries.writeOnce(key, text)),
    take: async (key) => await asStoreFailure(entries.take(key)),
  };
}

/** For how long after a failure the entries of the memory are used without asking the store: a request makes several calls. */
const skippedMs = 1000;

type Ask = <T>(ask: () => Promise<T>, otherwise: () => Promise<T>) => Promise<T>;

/** Asks the store unless it has just failed. */
function createAskOrSkip(): Ask {
  let skippedUntilMs = 0;
  return async (ask, otherwise) => {
    if (Date.now() < skippedUntilMs) return await otherwise();
    try {
      return await ask();
    } catch {
      skippedUntilMs = Date.now() + skippedMs;
      return await otherwise();
    }
  };
}

const findNothing = async (): Promise<null> => await Promise.resolve(null);

/** Entries whose calls never reject. What is written to the memory while the store is down wins from then on. */
function keepWhileDown(entries: Entries, memory: Entries, ask: Ask): Entries {
  return {
    read: async (key) => (await memory.read(key)) ?? (await ask(() => entries.read(key), findNothing)),
    write: async (key, text) => {
      await memory.take(key);
      await ask(
        () => entries.write(key, text),
        () => memory.write(key, text),
      );
    },
    writeOnce: async (key, text) =>
      (await memory.read(key)) ??
      (await ask(
        () => entries.writeOnce(key, text),
        () => memory.writeOnce(key, text),
      )),
    take: async (key) => {
      const kept = await memory.take(key);
      return (await ask(() => entries.take(key), findNothing)) ?? kept;
    },
  };
}

function guardQueue(queue: Queue): Queue {
  return {
    add: async (id, text, dueAtMs) => {
      await asStoreFailure(queue.add(id, text, dueAtMs));
    },
    lease: async (nowMs, leaseMs, count) => await asStoreFailure(queue.lease(nowMs, leaseMs, count)),
    remove: async (id) => {
      await asStoreFailure(queue.remove(id));
    },
  };
}

async function asStoreFailure<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof CounterStoreError
      ? error
      : new CounterStoreError("The counter store failed", { cause: error });
  }
}

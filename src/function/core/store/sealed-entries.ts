import * as v from "valibot";

import type { CounterStore, EntryOptions } from "../counters/counter-store.ts";
import type { Sealer } from "../sealing/sealer.ts";

/**
 * Entries of the store, sealed: access to the store is not enough to read or forge them. A text that was sealed
 * with a key which this instance doesn't have is `unreadable`, like a malformed one.
 */
export function sealEntries<Value extends Record<string, unknown>>(
  { counterStore, sealer }: { counterStore: CounterStore; sealer: Sealer },
  options: EntryOptions,
  schema: v.GenericSchema<unknown, Value>,
) {
  const purpose = `${options.name} entry`;
  const entries = counterStore.createEntries(options);
  const open = async (text: string): Promise<Value | "unreadable"> => {
    const result = v.safeParse(schema, await sealer.open(purpose, text));
    return result.success ? result.output : "unreadable";
  };
  return {
    read: async (key: string): Promise<Value | "unreadable" | null> => {
      const text = await entries.read(key);
      return text === null ? null : await open(text);
    },
    write: async (key: string, value: Value) => await entries.write(key, await sealer.seal(purpose, value)),
    writeOnce: async (key: string, value: Value) =>
      await open(await entries.writeOnce(key, await sealer.seal(purpose, value))),
    remove: async (key: string) => await entries.take(key),
  };
}

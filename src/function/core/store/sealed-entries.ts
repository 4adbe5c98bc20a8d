import * as v from "valibot";

import type { EntryOptions } from "../counters/counter-store.ts";
import type { Background } from "./background.ts";

/** By how much the clocks of two instances, or of one and WorkOS, may differ. */
export const clockSkewMs = 2 * 60_000;

/**
 * Entries of the store, sealed: access to it isn't enough to read or forge them, nor to use one under another key (another person's
 * session) or long after its end. A text that was sealed with a key which this instance doesn't have is `unreadable`, like a malformed one.
 */
export function sealEntries<Value extends Record<string, unknown>>(
  { counterStore, sealer, now }: Pick<Background, "counterStore" | "sealer" | "now">,
  options: EntryOptions,
  schema: v.GenericSchema<unknown, Value>,
) {
  const purpose = `${options.name} entry`;
  const entries = counterStore.createEntries(options);
  const entrySchema = v.object({ key: v.string(), atMs: v.number(), value: schema });
  const seal = async (key: string, value: Value) => await sealer.seal(purpose, { key, atMs: now(), value });
  const open = async (key: string, text: string): Promise<Value | "unreadable"> => {
    const { success, output } = v.safeParse(entrySchema, await sealer.open(purpose, text));
    const isGenuine =
      success && output.key === key && Math.abs(now() - output.atMs) <= options.lifetimeMs + clockSkewMs;
    return isGenuine ? output.value : "unreadable";
  };
  return {
    read: async (key: string): Promise<Value | "unreadable" | null> => {
      const text = await entries.read(key);
      return text === null ? null : await open(key, text);
    },
    write: async (key: string, value: Value) => await entries.write(key, await seal(key, value)),
    writeOnce: async (key: string, value: Value) =>
      await open(key, await entries.writeOnce(key, await seal(key, value))),
    remove: async (key: string) => await entries.take(key),
  };
}

import { type BrowserStorage } from "../browser-storage.ts";

/** A storage area for tests; `entries` shows what lies in it. */
export function createMemoryStorage(
  entries = new Map<string, string>(),
): BrowserStorage & { entries: Map<string, string> } {
  return {
    entries,
    read: (key) => entries.get(key) ?? null,
    write: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
    keys: () => [...entries.keys()],
  };
}

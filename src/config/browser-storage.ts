/** What Portico needs of a Web Storage area; never throws. */
export type BrowserStorage = {
  read: (key: string) => string | null;
  write: (key: string, value: string) => void;
  remove: (key: string) => void;
  keys: () => string[];
};

/**
 * The named storage area, with memory standing in where the browser forbids it (blocked cookies, private modes, full quota):
 * sign-in then still works, it only doesn't outlive the page.
 */
export function createBrowserStorage(area: "localStorage" | "sessionStorage"): BrowserStorage {
  const memory = new Map<string, string>();
  const attempt = <Value>(action: (storage: Storage) => Value, otherwise: () => Value): Value => {
    try {
      return action(globalThis[area]);
    } catch {
      return otherwise();
    }
  };
  return {
    read: (key) =>
      memory.get(key) ??
      attempt(
        (storage) => storage.getItem(key),
        () => null,
      ),
    write: (key, value) =>
      attempt(
        (storage) => {
          storage.setItem(key, value);
          // What an earlier write couldn't store would hide it.
          memory.delete(key);
        },
        () => void memory.set(key, value),
      ),
    remove: (key) => {
      memory.delete(key);
      attempt(
        (storage) => storage.removeItem(key),
        () => undefined,
      );
    },
    keys: () => [
      ...new Set([
        ...memory.keys(),
        ...attempt(
          (storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ""),
          () => [],
        ),
      ]),
    ],
  };
}

/** The value of a JSON entry; null if there is none or it isn't JSON. */
export function readJson(storage: Pick<BrowserStorage, "read">, key: string): unknown {
  try {
    return JSON.parse(storage.read(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Puts an area of memory where the browser forbids the named one, so that code that knows no better (the SDK) goes on; says
 * whether that was needed. What lies in memory is gone with the page.
 */
export function standInForBlockedStorage(area: "localStorage" | "sessionStorage"): boolean {
  const probe = "portico:probe";
  try {
    globalThis[area].setItem(probe, probe);
    globalThis[area].removeItem(probe);
    return false;
  } catch {
    Object.defineProperty(globalThis, area, { configurable: true, value: createMemoryArea() });
    return true;
  }
}

function createMemoryArea(): Storage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    clear: () => entries.clear(),
    getItem: (key) => entries.get(key) ?? null,
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem: (key, value) => void entries.set(key, value),
  };
}

import { afterEach, expect, it, vi } from "vitest";

import { createBrowserStorage } from "./browser-storage.ts";

/** A storage area that is full while `isFull` is true. */
function stubStorage() {
  const items = new Map<string, string>();
  const area = { isFull: false };
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (area.isFull) throw new DOMException("full", "QuotaExceededError");
      items.set(key, value);
    },
    removeItem: (key: string) => void items.delete(key),
  });
  return area;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it("reads what was written while the browser's storage was full", () => {
  const area = stubStorage();
  const storage = createBrowserStorage("sessionStorage");
  storage.write("key", "before");
  area.isFull = true;
  storage.write("key", "while full");
  expect(storage.read("key")).toBe("while full");
});

it("reads the newest value once the browser's storage has room again", () => {
  const area = stubStorage();
  const storage = createBrowserStorage("sessionStorage");
  area.isFull = true;
  storage.write("key", "while full");
  area.isFull = false;
  storage.write("key", "after");
  expect(storage.read("key")).toBe("after");
  storage.remove("key");
  expect(storage.read("key")).toBeNull();
});

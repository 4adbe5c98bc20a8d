import { describe, expect, it, vi } from "vitest";

import { createDropOldest, createExpiringMap } from "./expiring-map.ts";

describe("createExpiringMap", () => {
  it("drops an entry after its lifetime", () => {
    let nowMs = 0;
    const map = createExpiringMap<string>({ maximumEntries: 10, now: () => nowMs });
    map.set("a", "value", 100);
    nowMs = 99;
    expect(map.get("a")).toBe("value");
    nowMs = 100;
    expect(map.get("a")).toBeUndefined();
  });

  it("drops the oldest entries when there are too many", () => {
    const map = createExpiringMap<number>({ maximumEntries: 2, now: () => 0 });
    map.set("a", 1, 100);
    map.set("b", 2, 100);
    map.set("a", 3, 100);
    map.set("c", 4, 100);
    expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([3, undefined, 4]);
  });
});

function createLimitedMap(maximumEntries: number) {
  const entries = new Map<string, number>();
  const iterators = vi.spyOn(entries, "keys");
  const dropOldest = createDropOldest(entries, maximumEntries);
  const set = (key: string) => {
    entries.delete(key);
    entries.set(key, 1);
    dropOldest();
  };
  return { entries, iterators, set };
}

describe("createDropOldest", () => {
  it("goes on where it stopped in a flood of keys, instead of passing the places of all dropped keys each time", () => {
    const { entries, iterators, set } = createLimitedMap(100);
    for (let index = 0; index < 1000; index += 1) set(`key-${String(index)}`);
    expect([...entries.keys()].slice(0, 2)).toEqual(["key-900", "key-901"]);
    expect(entries.size).toBe(100);
    // The one of the drops and the one of this test.
    expect(iterators).toHaveBeenCalledTimes(2);
  });

  it("drops the oldest after keys were set again, removed and added in between", () => {
    const { entries, set } = createLimitedMap(3);
    for (const key of ["a", "b", "c", "d", "b"]) set(key);
    expect([...entries.keys()]).toEqual(["c", "d", "b"]);
    entries.delete("d");
    for (const key of ["e", "f"]) set(key);
    expect([...entries.keys()]).toEqual(["b", "e", "f"]);
    entries.clear();
    for (const key of ["g", "h", "i", "j"]) set(key);
    expect([...entries.keys()]).toEqual(["h", "i", "j"]);
  });
});

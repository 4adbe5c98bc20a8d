import { describe, expect, it } from "vitest";

import { createExpiringMap } from "./expiring-map.ts";

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

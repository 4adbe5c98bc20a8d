import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createMemoryCounterStore } from "../../stores/memory-counter-store.ts";
import { createTestBackground } from "../../testing/test-background.ts";
import { sealEntries } from "./sealed-entries.ts";

const options = { name: "refreshed", lifetimeMs: 10_000, maximumKeys: 10 };
const schema = v.object({ person: v.string() });

/** Sealed entries, and the same entries as someone sees them who can write to the store. */
function setUp() {
  const counterStore = createMemoryCounterStore();
  const entries = sealEntries(createTestBackground({ counterStore }), options, schema);
  return { counterStore, entries, raw: counterStore.createEntries(options) };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("sealed entries in a store that an attacker can write to", () => {
  it("are read back under their own key", async () => {
    const { entries } = setUp();
    await entries.write("a", { person: "ada" });
    expect(await entries.read("a")).toEqual({ person: "ada" });
    expect(await entries.writeOnce("a", { person: "eve" })).toEqual({ person: "ada" });
  });

  it("aren't accepted under another key", async () => {
    const { entries, raw } = setUp();
    await entries.write("a", { person: "ada" });
    await raw.write("b", (await raw.read("a")) ?? "");
    expect(await entries.read("b")).toBe("unreadable");
    expect(await entries.writeOnce("b", { person: "bob" })).toBe("unreadable");
  });

  it("aren't accepted under another name", async () => {
    const { counterStore, entries, raw } = setUp();
    await entries.write("a", { person: "ada" });
    const other = { ...options, name: "other" };
    await counterStore.createEntries(other).write("a", (await raw.read("a")) ?? "");
    expect(await sealEntries(createTestBackground({ counterStore }), other, schema).read("a")).toBe(
      "unreadable",
    );
  });

  it("aren't accepted again long after their end", async () => {
    const { entries, raw } = setUp();
    await entries.write("a", { person: "ada" });
    const text = (await raw.read("a")) ?? "";
    vi.setSystemTime(Date.now() + options.lifetimeMs + 121_000);
    await raw.write("a", text);
    expect(await entries.read("a")).toBe("unreadable");
  });

  it.each([-90, 90])("are accepted by an instance whose clock is %i seconds off", async (seconds) => {
    const { entries, raw } = setUp();
    await entries.write("a", { person: "ada" });
    const text = (await raw.read("a")) ?? "";
    vi.setSystemTime(Date.now() + seconds * 1000);
    await raw.write("a", text);
    expect(await entries.read("a")).toEqual({ person: "ada" });
  });
});

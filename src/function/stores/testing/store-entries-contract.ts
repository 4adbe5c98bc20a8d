import { expect, it } from "vitest";

import type { Entries, Queue } from "../../core/counters/counter-store.ts";
import type { TestedStore } from "./counter-store-contract.ts";

const lifetimeMs = 600_000;
/** The queue compares times that its callers name, so any will do. */
const startMs = 1_795_000_000_000;
const minuteMs = 60_000;

/** Tests of entries that every store has to pass. Each test uses its own keys. */
export function testStoreEntries(getStore: () => TestedStore): void {
  const createEntries = (name = "texts"): Entries =>
    getStore().clients[0].createEntries({ name, lifetimeMs, maximumKeys: 1000 });
  const createEntriesOfAll = (): Entries[] =>
    getStore().clients.map((store) => store.createEntries({ name: "texts", lifetimeMs, maximumKeys: 1000 }));

  it("keeps a text for every client, until its lifetime has ended", async () => {
    const entries = createEntries();
    expect(await entries.read("kept")).toBeNull();
    await entries.write("kept", "");
    expect(await entries.read("kept")).toBe("");
    await entries.write("kept", 'a "text" with ümlauts');
    for (const other of createEntriesOfAll()) expect(await other.read("kept")).toBe('a "text" with ümlauts');
    await getStore().passTime(lifetimeMs - minuteMs);
    expect(await entries.read("kept")).toBe('a "text" with ümlauts');
    await getStore().passTime(minuteMs);
    expect(await entries.read("kept")).toBeNull();
  });

  it("begins a new lifetime with each write", async () => {
    const entries = createEntries();
    await entries.write("renewed", "one");
    await getStore().passTime(lifetimeMs - minuteMs);
    await entries.write("renewed", "two");
    await getStore().passTime(lifetimeMs - minuteMs);
    expect(await entries.read("renewed")).toBe("two");
  });

  it("writes once: the first text is kept for its own lifetime", async () => {
    const entries = createEntries();
    expect(await entries.writeOnce("once", "first")).toBe("first");
    await getStore().passTime(lifetimeMs - minuteMs);
    expect(await entries.writeOnce("once", "second")).toBe("first");
    expect(await entries.read("once")).toBe("first");
    await getStore().passTime(minuteMs);
    expect(await entries.writeOnce("once", "third")).toBe("third");
  });

  it("gives parallel callers of writeOnce the same text", async () => {
    const all = createEntriesOfAll();
    const texts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        return await all[index % all.length]?.writeOnce("claimed", `caller ${String(index)}`);
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect(await all[0]?.read("claimed")).toBe(texts[0]);
  });

  it("gives a taken text to only one of parallel callers", async () => {
    const all = createEntriesOfAll();
    await all[0]?.write("taken", "mine");
    const texts = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => await all[index % all.length]?.take("taken")),
    );
    expect(texts.filter((text) => text !== null)).toEqual(["mine"]);
    expect(await all[0]?.read("taken")).toBeNull();
    expect(await all[0]?.writeOnce("taken", "next")).toBe("next");
  });

  it("keeps entries of different names and keys separate", async () => {
    await createEntries("texts").write("apart", "one");
    expect(await createEntries("other-texts").read("apart")).toBeNull();
    expect(await createEntries("texts").read("another")).toBeNull();
  });

  const createQueue = (name: string, maximumEntries = 1000): Queue =>
    getStore().clients[0].createQueue({ name, lifetimeMs, maximumEntries });

  it("leases only what is due, longest due first, and at most as many as asked", async () => {
    const queue = createQueue("due");
    await queue.add("b", "second", startMs + 2);
    await queue.add("a", "first", startMs + 1);
    await queue.add("c", "third", startMs + 3);
    expect(await queue.lease(startMs, minuteMs, 10)).toEqual([]);
    expect(await queue.lease(startMs + 2, minuteMs, 10)).toEqual([
      { id: "a", text: "first" },
      { id: "b", text: "second" },
    ]);
    await queue.add("d", "fourth", startMs + 3);
    expect(await queue.lease(startMs + 3, minuteMs, 1)).toHaveLength(1);
  });

  it("leases a text again when its lease has ended, unless it was removed", async () => {
    const queue = createQueue("leased");
    await queue.add("a", "one", startMs);
    await queue.add("b", "two", startMs);
    expect(await queue.lease(startMs, minuteMs, 10)).toHaveLength(2);
    expect(await queue.lease(startMs + minuteMs - 1, minuteMs, 10)).toEqual([]);
    await queue.remove("a");
    await queue.remove("never added");
    expect(await queue.lease(startMs + minuteMs, minuteMs, 10)).toEqual([{ id: "b", text: "two" }]);
  });

  it("replaces the text and the time of an id that is added again", async () => {
    const queue = createQueue("replaced");
    await queue.add("a", "one", startMs);
    await queue.add("a", "two", startMs + minuteMs);
    expect(await queue.lease(startMs, minuteMs, 10)).toEqual([]);
    expect(await queue.lease(startMs + minuteMs, minuteMs, 10)).toEqual([{ id: "a", text: "two" }]);
  });

  it("leases each text to only one of parallel callers", async () => {
    const queues = getStore().clients.map((store) =>
      store.createQueue({ name: "raced", lifetimeMs, maximumEntries: 1000 }),
    );
    for (let index = 0; index < 20; index += 1) await queues[0]?.add(String(index), "text", startMs);
    const leased = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => {
        return (await queues[index % queues.length]?.lease(startMs, minuteMs, 3)) ?? [];
      }),
    );
    const ids = leased.flat().map(({ id }) => id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  it("drops the longest due beyond its size", async () => {
    const queue = createQueue("full", 3);
    for (const [index, id] of ["a", "b", "c", "d", "e"].entries()) await queue.add(id, id, startMs + index);
    await queue.add("e", "e again", startMs + 4);
    const left = await queue.lease(startMs + minuteMs, minuteMs, 10);
    expect(left.map(({ text }) => text)).toEqual(["c", "d", "e again"]);
  });

  it("forgets a queue to which nothing is added for its lifetime", async () => {
    const queue = createQueue("forgotten");
    await queue.add("a", "one", startMs);
    await getStore().passTime(lifetimeMs - minuteMs);
    expect(await queue.lease(startMs, 0, 10)).toHaveLength(1);
    await getStore().passTime(minuteMs);
    expect(await queue.lease(startMs, 0, 10)).toEqual([]);
  });

  it("keeps queues of different names separate", async () => {
    await createQueue("one-queue").add("a", "one", startMs);
    expect(await createQueue("other-queue").lease(startMs, minuteMs, 10)).toEqual([]);
  });
}

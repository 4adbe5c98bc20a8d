import { mkdtemp, readFile, rm, stat, writeFile, appendFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openSyncJournal } from "./sync-journal.ts";
import type { SyncEntry } from "./sync-progress.ts";

const startMs = Date.parse("2026-11-20T12:00:00Z");
const dayMs = 24 * 60 * 60 * 1000;
const first: SyncEntry = { step: "factors", userId: "user_1", factors: "none" };
const second: SyncEntry = { step: "organizations", items: [], after: null };

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-journal-"));
  path = join(directory, "copy.json.progress");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = (changes: { source?: string; nowMs?: number; isRestart?: boolean } = {}) =>
  openSyncJournal({ path, source: "one", nowMs: startMs, isRestart: false, ...changes });

describe("the progress of a sync", () => {
  it("begins empty and is its owner's alone", async () => {
    expect(open()).toMatchObject({ startedAtMs: startMs, entries: [], dropped: null });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("comes back whole, with the time at which it began", () => {
    const journal = open();
    journal.append(first);
    journal.append(second);
    expect(open({ nowMs: startMs + 5000 })).toMatchObject({
      startedAtMs: startMs,
      entries: [first, second],
      dropped: null,
    });
  });

  it("loses an entry that a kill cut short, and nothing else, and goes on behind the last whole one", async () => {
    open().append(first);
    await appendFile(path, '{"step":"factors","userId":"us');
    const resumed = open();
    expect(resumed.entries).toEqual([first]);
    resumed.append(second);
    expect(open().entries).toEqual([first, second]);
  });

  it("loses a last entry without its line end, although it looks whole", async () => {
    open().append(first);
    await appendFile(path, JSON.stringify(second));
    expect(open().entries).toEqual([first]);
  });

  it.each([
    ["restarted", { isRestart: true }],
    ["outdated", { nowMs: startMs + dayMs + 1 }],
    ["outdated", { nowMs: startMs - 1 }],
    ["other_workos", { source: "two" }],
  ] as const)("begins anew where it was %s: %j", (dropped, changes) => {
    open().append(first);
    expect(open(changes)).toMatchObject({ entries: [], dropped });
    expect(open(changes).entries).toEqual([]);
  });

  it("is still used after exactly a day", () => {
    open().append(first);
    expect(open({ nowMs: startMs + dayMs }).entries).toEqual([first]);
  });

  it.each(["", "{}\n", "nonsense\n", '{"format":"portico-accounts-progress-1"'])(
    "begins anew where its head is %j",
    async (text) => {
      await writeFile(path, text);
      expect(open()).toMatchObject({ entries: [], dropped: "broken" });
    },
  );

  it("begins anew where something in its middle can't be read", async () => {
    open().append(first);
    await appendFile(path, '{"step":"people"}\n');
    expect(open()).toMatchObject({ entries: [], dropped: "broken" });
  });

  it("can be removed", async () => {
    open().remove();
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });
});

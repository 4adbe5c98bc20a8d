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

describe("openSyncJournal", () => {
  it("creates an empty journal that is readable by its owner only", async () => {
    expect(open()).toMatchObject({ startedAtMs: startMs, entries: [], dropped: null });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("returns all entries of an earlier run, and when that began", () => {
    const journal = open();
    journal.append(first);
    journal.append(second);
    expect(open({ nowMs: startMs + 5000 })).toMatchObject({
      startedAtMs: startMs,
      entries: [first, second],
      dropped: null,
    });
  });

  it("drops only the entry that a kill cut short, and continues after the last complete one", async () => {
    open().append(first);
    await appendFile(path, '{"step":"factors","userId":"us');
    const resumed = open();
    expect(resumed.entries).toEqual([first]);
    resumed.append(second);
    expect(open().entries).toEqual([first, second]);
  });

  it("drops a last entry without its line end, even if it looks complete", async () => {
    open().append(first);
    await appendFile(path, JSON.stringify(second));
    expect(open().entries).toEqual([first]);
  });

  it.each([
    ["restarted", { isRestart: true }],
    ["outdated", { nowMs: startMs + dayMs + 1 }],
    ["outdated", { nowMs: startMs - 1 }],
    ["other_workos", { source: "two" }],
  ] as const)("starts over when the earlier run is %s: %j", (dropped, changes) => {
    open().append(first);
    expect(open(changes)).toMatchObject({ entries: [], dropped });
    expect(open(changes).entries).toEqual([]);
  });

  it("continues a journal of exactly a day ago", () => {
    open().append(first);
    expect(open({ nowMs: startMs + dayMs }).entries).toEqual([first]);
  });

  it.each(["", "{}\n", "nonsense\n", '{"format":"portico-accounts-progress-1"'])(
    "starts over when the header is %j",
    async (text) => {
      await writeFile(path, text);
      expect(open()).toMatchObject({ entries: [], dropped: "broken" });
    },
  );

  it("starts over when an entry in the middle can't be read", async () => {
    open().append(first);
    await appendFile(path, '{"step":"people"}\n');
    expect(open()).toMatchObject({ entries: [], dropped: "broken" });
  });

  it("removes its file on demand", async () => {
    open().remove();
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });
});

import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { openInvitationJournal, readRecordedStates } from "./invitation-journal.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-invited-"));
  path = join(directory, "people.csv.invited.jsonl");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function open(changes: { source?: string; acceptsNewKey?: boolean } = {}) {
  return openInvitationJournal({ path, source: "one", acceptsNewKey: false, ...changes });
}
const readStates = () =>
  Object.fromEntries(readRecordedStates({ path, source: "one", acceptsNewKey: false }));

const invited = { kind: "invited", invitationId: "invitation_1", expiresAt: "2026-11-28T12:00:00Z" } as const;

describe("openInvitationJournal", () => {
  it("creates an empty journal that is readable by its owner only", async () => {
    expect(open().states.size).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("keeps the last recorded state of each person", () => {
    const journal = open();
    journal.writeSending("a", 1);
    journal.writeOutcome("a", invited, 2);
    journal.writeSending("b", 3);
    journal.writeSending("c", 4);
    journal.writeOutcome("c", { kind: "refused" }, 5);
    journal.writeSending("d", 6);
    journal.writeOutcome("d", { kind: "already_member" }, 7);
    expect(readStates()).toEqual({
      a: invited,
      b: { kind: "sending", sinceMs: 3 },
      c: { kind: "refused" },
      d: { kind: "already_member" },
    });
  });

  it("keeps the first of several sends without an outcome, until an outcome is recorded", () => {
    const journal = open();
    journal.writeSending("a", 1);
    journal.writeSending("a", 2);
    journal.writeSending("b", 1);
    journal.writeOutcome("b", { kind: "refused" }, 2);
    journal.writeSending("b", 3);
    expect(readStates()).toEqual({ a: { kind: "sending", sinceMs: 1 }, b: { kind: "sending", sinceMs: 3 } });
  });

  it("drops an entry that a kill cut short, and continues after the last complete one", async () => {
    open().writeSending("a", 1);
    await appendFile(path, '{"key":"a","kind":"invi');
    const journal = open();
    expect(Object.fromEntries(journal.states)).toEqual({ a: { kind: "sending", sinceMs: 1 } });
    journal.writeOutcome("a", invited, 2);
    expect(readStates()).toEqual({ a: invited });
  });

  it("continues an empty file that a kill left", async () => {
    await writeFile(path, "");
    open().writeSending("a", 1);
    expect(readStates()).toEqual({ a: { kind: "sending", sinceMs: 1 } });
  });

  it.each(["email\nada@example.com\n", "no line end", "{}\n"])(
    "never starts over in a file with the content %j",
    async (text) => {
      await writeFile(path, text);
      expect(() => open()).toThrow("it can't be read, so it is unknown who has been invited");
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );

  it("refuses a file when an entry in the middle can't be read", async () => {
    open().writeSending("a", 1);
    await appendFile(path, "nonsense\n");
    expect(() => open()).toThrow("it can't be read");
  });

  it("refuses the journal of another key unless acceptsNewKey is set", () => {
    open().writeOutcome("a", invited, 1);
    expect(() => open({ source: "two" })).toThrow("it was written for another WorkOS or with another key");
    const journal = open({ source: "two", acceptsNewKey: true });
    expect(journal.states.get("a")).toEqual(invited);
    journal.writeSending("b", 2);
    expect(open({ source: "two" }).states.size).toBe(2);
    expect(() => open({ source: "one" })).toThrow("another key");
  });
});

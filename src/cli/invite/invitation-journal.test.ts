import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type InvitationJournal, openInvitationJournal } from "./invitation-journal.ts";

let directory: string;
let path: string;
const opened: InvitationJournal[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-invited-"));
  path = join(directory, "people.csv.invited.jsonl");
});
afterEach(async () => {
  for (const journal of opened.splice(0)) journal.close();
  await rm(directory, { recursive: true, force: true });
});

function open(changes: { source?: string; acceptsNewKey?: boolean } = {}) {
  return openInvitationJournal({ path, source: "one", acceptsNewKey: false, ...changes });
}
function openJournal(changes: Parameters<typeof open>[0] = {}): InvitationJournal {
  const outcome = open(changes);
  if (outcome.kind !== "opened") throw new Error(outcome.cause);
  opened.push(outcome.journal);
  return outcome.journal;
}
const readWords = () => Object.fromEntries(openJournal().lastWords);

const invited = { kind: "invited", invitationId: "invitation_1", expiresAt: "2026-11-28T12:00:00Z" } as const;

describe("the state of a list", () => {
  it("begins empty and is its owner's alone", async () => {
    expect(openJournal().lastWords.size).toBe(0);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("keeps the last word about each person", () => {
    const journal = openJournal();
    journal.writeSending("a", 1);
    journal.writeOutcome("a", invited, 2);
    journal.writeSending("b", 3);
    journal.writeSending("c", 4);
    journal.writeOutcome("c", { kind: "refused" }, 5);
    journal.writeSending("d", 6);
    journal.writeOutcome("d", { kind: "already_member" }, 7);
    expect(readWords()).toEqual({
      a: invited,
      b: { kind: "sending", sinceMs: 3 },
      c: { kind: "refused" },
      d: { kind: "already_member" },
    });
  });

  it("remembers the first of several sends of which nothing was heard, and forgets it with the outcome", () => {
    const journal = openJournal();
    journal.writeSending("a", 1);
    journal.writeSending("a", 2);
    journal.writeSending("b", 1);
    journal.writeOutcome("b", { kind: "refused" }, 2);
    journal.writeSending("b", 3);
    expect(readWords()).toEqual({ a: { kind: "sending", sinceMs: 1 }, b: { kind: "sending", sinceMs: 3 } });
  });

  it("loses an entry that a kill cut short, and goes on behind the last whole one", async () => {
    openJournal().writeSending("a", 1);
    await appendFile(path, '{"key":"a","kind":"invi');
    const journal = openJournal();
    expect(Object.fromEntries(journal.lastWords)).toEqual({ a: { kind: "sending", sinceMs: 1 } });
    journal.writeOutcome("a", invited, 2);
    expect(readWords()).toEqual({ a: invited });
  });

  it("begins where a kill left an empty file", async () => {
    await writeFile(path, "");
    openJournal().writeSending("a", 1);
    expect(readWords()).toEqual({ a: { kind: "sending", sinceMs: 1 } });
  });

  it.each(["email\nada@example.com\n", "no line end", "{}\n"])(
    "is never begun anew over %j",
    async (text) => {
      await writeFile(path, text);
      expect(open()).toEqual({ kind: "refused", cause: expect.stringContaining("can't be read") });
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );

  it("isn't used where something in its middle can't be read", async () => {
    openJournal().writeSending("a", 1);
    await appendFile(path, "nonsense\n");
    expect(open()).toMatchObject({ kind: "refused" });
  });

  it("isn't used with another key unless that is said to be all that is new", () => {
    openJournal().writeOutcome("a", invited, 1);
    expect(open({ source: "two" })).toEqual({
      kind: "refused",
      cause: "it is about another WorkOS or another key",
    });
    const journal = openJournal({ source: "two", acceptsNewKey: true });
    expect(journal.lastWords.get("a")).toEqual(invited);
    journal.writeSending("b", 2);
    expect(openJournal({ source: "two" }).lastWords.size).toBe(2);
    expect(open({ source: "one" })).toMatchObject({ kind: "refused" });
  });
});

import { closeSync, fdatasyncSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";

import * as v from "valibot";

import { type LineFile, readLineFile } from "../line-file.ts";
import { type DoneOutcome, doneKinds } from "./person-outcome.ts";

// For Node alone: the state of a list lies in a file.

/** The last thing that is known of a person, by `inviteeKey`. */
export type LastWord =
  /** An invitation was to be sent then, in milliseconds since 1970, and nobody heard what became of it. */
  { kind: "sending"; sinceMs: number } | DoneOutcome | { kind: "refused" };

/** What was sent for a list, kept in a file line by line, so that no run sends what another has sent. */
export type InvitationJournal = {
  lastWords: ReadonlyMap<string, LastWord>;
  /** Is on the disk when it returns: what comes after may rely on it even where the machine stops. */
  writeSending: (key: string, nowMs: number) => void;
  writeOutcome: (key: string, outcome: DoneOutcome | { kind: "refused" }, nowMs: number) => void;
  close: () => void;
};

const headerSchema = v.object({ format: v.literal("portico-invited-1"), source: v.string() });
const entrySchema = v.object({
  key: v.string(),
  kind: v.picklist(["sending", "refused", ...doneKinds]),
  atMs: v.number(),
  invitationId: v.optional(v.nullable(v.string()), null),
  expiresAt: v.optional(v.nullable(v.string()), null),
});
type Entry = v.InferOutput<typeof entrySchema>;
type Header = v.InferOutput<typeof headerSchema>;

export type ReadJournal =
  | { kind: "read"; lastWords: Map<string, LastWord>; file: LineFile | null; isOtherSource: boolean }
  | { kind: "refused"; cause: string };

/**
 * What the file says, which may not be there yet. One that can't be understood is never begun anew, because that would send everything
 * a second time.
 *
 * @param options.source which WorkOS the invitations are sent at, and with which key
 * @param options.acceptsNewKey takes over what another key has sent
 */
export function readInvitationJournal(options: {
  path: string;
  source: string;
  acceptsNewKey: boolean;
}): ReadJournal {
  const file = readLineFile(options.path);
  const lastWords = new Map<string, LastWord>();
  if (file === null || file.totalBytes === 0) return { kind: "read", lastWords, file, isOtherSource: false };
  const [first, ...rest] = file.values;
  const lines = v.safeParse(v.array(v.union([entrySchema, headerSchema])), rest);
  const header = v.safeParse(headerSchema, first);
  if (!header.success || !lines.success) {
    return { kind: "refused", cause: "it can't be read, so nobody knows who is invited already" };
  }
  let source = header.output.source;
  for (const line of lines.output) {
    if ("source" in line) source = line.source;
    else lastWords.set(line.key, toLastWord(line, lastWords.get(line.key)));
  }
  const isOtherSource = source !== options.source;
  return isOtherSource && !options.acceptsNewKey
    ? { kind: "refused", cause: "it is about another WorkOS or another key" }
    : { kind: "read", lastWords, file, isOtherSource };
}

/** The journal at the path, which is made where there is none; a line that a kill cut short is dropped. */
export function openInvitationJournal(options: {
  path: string;
  source: string;
  acceptsNewKey: boolean;
}): { kind: "opened"; journal: InvitationJournal } | Extract<ReadJournal, { kind: "refused" }> {
  const { path } = options;
  const read = readInvitationJournal(options);
  if (read.kind === "refused") return read;
  const { lastWords, file } = read;
  if (file === null) writeFileSync(path, "", { mode: 0o600, flag: "wx" });
  else truncateSync(path, file.wholeBytes);

  const descriptor = openSync(path, "a");
  const append = (line: Entry | Header): void => {
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };
  if (file === null || file.totalBytes === 0 || read.isOtherSource) {
    append({ format: "portico-invited-1", source: options.source });
  }
  return {
    kind: "opened",
    journal: {
      lastWords,
      writeSending: (key, nowMs) => {
        append({ key, kind: "sending", atMs: nowMs, invitationId: null, expiresAt: null });
        fdatasyncSync(descriptor);
      },
      writeOutcome: (key, outcome, nowMs) => {
        append({ key, atMs: nowMs, invitationId: null, expiresAt: null, ...pickKept(outcome) });
      },
      close: () => closeSync(descriptor),
    },
  };
}

function pickKept(
  outcome: DoneOutcome | { kind: "refused" },
): Pick<Entry, "kind"> & Partial<Pick<Entry, "invitationId" | "expiresAt">> {
  return "invitationId" in outcome
    ? { kind: outcome.kind, invitationId: outcome.invitationId, expiresAt: outcome.expiresAt }
    : { kind: outcome.kind };
}

function toLastWord(entry: Entry, before: LastWord | undefined): LastWord {
  switch (entry.kind) {
    case "sending":
      // The first of several attempts of which nothing was heard may be the one that arrived.
      return before?.kind === "sending" ? before : { kind: "sending", sinceMs: entry.atMs };
    case "refused":
    case "already_member":
      return { kind: entry.kind };
    case "invited":
    case "already_invited":
      return { kind: entry.kind, invitationId: entry.invitationId, expiresAt: entry.expiresAt };
  }
  return entry.kind satisfies never;
}

import { writeFileSync } from "node:fs";

import * as v from "valibot";

import { type JsonLines, appendJsonLine, readJsonLines } from "../json-lines.ts";
import type { CommandError } from "../run-command.ts";
import { cannotStart, withFile } from "./cannot-start.ts";
import { type DoneOutcome, doneKinds } from "./line-result.ts";

/** What the journal last recorded about a person. */
export type RecordedState =
  /** An invitation was about to be sent at this time, in milliseconds since 1970; its outcome is unknown. */
  { kind: "sending"; sinceMs: number } | DoneOutcome | { kind: "refused" };

/** By `inviteeKey`. */
export type RecordedStates = ReadonlyMap<string, RecordedState>;

/** What has been sent for a list, in a file, so that no run repeats what another one has sent. */
export type InvitationJournal = {
  states: RecordedStates;
  /** Is on the disk when it returns, so that it survives a crash of the machine. */
  writeSending: (key: string, nowMs: number) => void;
  writeOutcome: (key: string, outcome: DoneOutcome | { kind: "refused" }, nowMs: number) => void;
};

type JournalOptions = {
  path: string;
  /** Identifies the WorkOS at which the invitations are sent, and the API key. */
  source: string;
  /** Also continues the journal of another key. */
  acceptsNewKey: boolean;
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

/**
 * What the journal at the path has recorded; nothing when there is none.
 * @throws CommandError when the file can't be used
 */
export function readRecordedStates(options: JournalOptions): RecordedStates {
  return readJournal(options).states;
}

/**
 * The journal at the path; a new one when there is none. A line that a kill cut short is dropped.
 * @throws CommandError when the file can't be used
 */
export function openInvitationJournal(options: JournalOptions): InvitationJournal {
  const { path } = options;
  const { states, lines, needsHeader } = readJournal(options);
  withFile("state file", path, () => {
    if (lines === null) writeFileSync(path, "", { mode: 0o600, flag: "wx" });
    lines?.dropCutLine();
    if (needsHeader) {
      const header: v.InferOutput<typeof headerSchema> = {
        format: "portico-invited-1",
        source: options.source,
      };
      appendJsonLine(path, header);
    }
  });
  return {
    states,
    writeSending: (key, nowMs) => {
      const entry: Entry = { key, kind: "sending", atMs: nowMs, invitationId: null, expiresAt: null };
      appendJsonLine(path, entry, { flush: true });
    },
    writeOutcome: (key, outcome, nowMs) => {
      const { invitationId, expiresAt } =
        "invitationId" in outcome ? outcome : { invitationId: null, expiresAt: null };
      const entry: Entry = { key, kind: outcome.kind, atMs: nowMs, invitationId, expiresAt };
      appendJsonLine(path, entry);
    },
  };
}

function readJournal(options: JournalOptions): {
  states: RecordedStates;
  lines: JsonLines | null;
  /** Whether the entries that follow have another source than the last header. */
  needsHeader: boolean;
} {
  const { path } = options;
  const lines = withFile("state file", path, () => readJsonLines(path));
  const states = new Map<string, RecordedState>();
  if (lines === null || lines.isEmpty) return { states, lines, needsHeader: true };

  const [first, ...rest] = lines.values;
  const header = v.safeParse(headerSchema, first);
  const entries = v.safeParse(v.array(v.union([entrySchema, headerSchema])), rest);
  if (!header.success || !entries.success) {
    // Starting over would invite everyone a second time.
    throw cannotUse(path, "it can't be read, so it is unknown who has been invited");
  }
  let { source } = header.output;
  for (const entry of entries.output) {
    if ("source" in entry) source = entry.source;
    else states.set(entry.key, toState(entry, states.get(entry.key)));
  }
  const isOtherSource = source !== options.source;
  if (isOtherSource && !options.acceptsNewKey) {
    throw cannotUse(path, "it was written for another WorkOS or with another key");
  }
  return { states, lines, needsHeader: isOtherSource };
}

function toState(entry: Entry, before: RecordedState | undefined): RecordedState {
  switch (entry.kind) {
    case "sending":
      // Of several attempts without a known outcome the first may be the one that arrived.
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

function cannotUse(path: string, cause: string): CommandError {
  return cannotStart(
    `The state file ${path} can't be used: ${cause}. Name another one with --state or, if only the API key of the same environment is new, add --new-key`,
  );
}

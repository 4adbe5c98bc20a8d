import type { PatientOptions } from "../patient-request.ts";
import type { ProgressDisplay } from "../progress-display.ts";
import { nameSource } from "../workos-access.ts";
import type { InviteCommand } from "./command-options.ts";
import { createPreviewer } from "./create-previewer.ts";
import { createSender } from "./create-sender.ts";
import { describePreview } from "./describe-preview.ts";
import { type LastWord, openInvitationJournal, readInvitationJournal } from "./invitation-journal.ts";
import { type InvitationSummary, countResults } from "./invitation-summary.ts";
import { type LineResult, inviteList } from "./invite-list.ts";
import { type ListEntry, parseInvitationList } from "./parse-invitation-list.ts";
import { openReportFile } from "./report-file.ts";
import { takeRunLock } from "./run-lock.ts";
import { createWorkosInviter } from "./workos-inviter.ts";

// For Node alone: it keeps files.

export type InvitationRun = { kind: "ended" | "interrupted"; summary: InvitationSummary } | Unusable;

/** Nothing was sent. */
type Unusable = { kind: "unusable"; cause: string };

type RunOptions = {
  command: Extract<InviteCommand, { kind: "run" }>;
  list: Uint8Array;
  display: ProgressDisplay;
  /** Takes what a dry run says, line by line. */
  preview: (text: string) => void;
  processId: number;
  request: Omit<PatientOptions, "note">;
};

/** Invites everybody of the list who isn't invited yet, or says in a dry run what that would come to. */
export async function runInvitations(options: RunOptions): Promise<InvitationRun> {
  const { command, display } = options;
  const list = parseInvitationList(options.list, command.defaults);
  if (list.kind === "unreadable") return { kind: "unusable", cause: `The list can't be used: ${list.cause}` };
  const { statePath } = command;
  if (command.isDryRun || statePath === null) return await previewList(list.entries, options);

  const lock = open("state file", statePath, () => takeRunLock(`${statePath}.lock`, options.processId));
  if (lock.kind === "unusable") return lock;
  if (lock.kind === "taken") {
    return {
      kind: "unusable",
      cause: `Another run over this list is under way (process ${String(lock.processId)}); if there is none, delete ${statePath}.lock`,
    };
  }
  try {
    const opened = open("state file", statePath, () => openInvitationJournal(stateOf(command, statePath)));
    if (opened.kind === "unusable") return opened;
    if (opened.kind === "refused") return refuseState(statePath, opened.cause);
    const { journal } = opened;
    try {
      if (journal.lastWords.size > 0) display.note("Going on where an earlier run ended");
      return await goThrough(list.entries, {
        ...options,
        lastWords: journal.lastWords,
        act: createSender({ inviter: createInviter(options), journal, now: options.request.now }),
        tell: () => undefined,
      });
    } finally {
      journal.close();
    }
  } finally {
    lock.release();
  }
}

async function previewList(entries: ListEntry[], options: RunOptions): Promise<InvitationRun> {
  const { statePath } = options.command;
  let lastWords = new Map<string, LastWord>();
  if (statePath !== null) {
    const read = open("state file", statePath, () =>
      readInvitationJournal(stateOf(options.command, statePath)),
    );
    if (read.kind === "unusable") return read;
    if (read.kind === "refused") return refuseState(statePath, read.cause);
    ({ lastWords } = read);
  }
  return await goThrough(entries, {
    ...options,
    lastWords,
    act: createPreviewer(createInviter(options)),
    tell: (result) => {
      const text = describePreview(result);
      if (text !== null) options.preview(text);
    },
  });
}

async function goThrough(
  entries: ListEntry[],
  options: RunOptions & Pick<Parameters<typeof inviteList>[0], "lastWords" | "act" | "tell">,
): Promise<InvitationRun> {
  const { command, display, request } = options;
  const { reportPath } = command;
  const report = reportPath === null ? null : open("report", reportPath, () => openReportFile(reportPath));
  if (report?.kind === "unusable") return report;
  for (const entry of entries) {
    const note = describeLeftOut(entry);
    if (note !== null) display.note(note);
  }
  const results: LineResult[] = [];
  await inviteList({
    entries,
    lastWords: options.lastWords,
    act: options.act,
    tell: (result) => {
      results.push(result);
      report?.write(result);
      options.tell(result);
    },
    display,
    signal: request.signal,
  });
  const summary = countResults(results);
  return { kind: request.signal.aborted && summary.undone > 0 ? "interrupted" : "ended", summary };
}

/** What opens, or in words why the file system doesn't let it. */
function open<Opened>(what: string, path: string, opening: () => Opened): Opened | Unusable {
  try {
    return opening();
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return { kind: "unusable", cause: `The ${what} ${path} can't be used (${String(error.code)})` };
  }
}

function createInviter({ command, request, display }: RunOptions) {
  return createWorkosInviter(command.access, { ...request, note: display.note });
}

function stateOf(command: RunOptions["command"], path: string) {
  return { path, source: nameSource(command.access), acceptsNewKey: command.acceptsNewKey };
}

function refuseState(path: string, cause: string): Unusable {
  return {
    kind: "unusable",
    cause: `The state file ${path} can't be used: ${cause}. Name another one with --state, or, where only the API key of the same environment is new, call with --new-key`,
  };
}

function describeLeftOut(entry: ListEntry): string | null {
  switch (entry.kind) {
    case "invitee":
      return null;
    case "bad":
      return `Line ${String(entry.line)} is left out: ${entry.reason}`;
    case "repeated":
      return `Line ${String(entry.line)} is left out: it repeats line ${String(entry.ofLine)}${entry.differs ? ", with other settings, which don't count" : ""}`;
  }
  return entry satisfies never;
}

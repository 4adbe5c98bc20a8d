import { writeFileSync } from "node:fs";

import { separatorNames } from "../../contract/separated-list.ts";
import { appendJsonLine } from "../json-lines.ts";
import type { CommandContext } from "../run-command.ts";
import { createWorkosClient, fingerprintAccess } from "../workos-client.ts";
import { withFile } from "./cannot-start.ts";
import {
  type InvitationJournal,
  type RecordedState,
  type RecordedStates,
  openInvitationJournal,
  readRecordedStates,
} from "./invitation-journal.ts";
import { type Invitee, type ListEntry, inviteeKey, parseInvitationList } from "./invitation-list.ts";
import { type InvitationSummary, summarizeResults } from "./invitation-summary.ts";
import {
  type LineResult,
  type PersonOutcome,
  describeLeftOut,
  describePreview,
  describeUnusual,
  isDone,
  serializeResult,
} from "./line-result.ts";
import type { InviteOptions } from "./options.ts";
import { takeRunLock } from "./run-lock.ts";
import { type WorkosInviter, createWorkosInviter } from "./workos-inviter.ts";

type RunOptions = InviteOptions &
  CommandContext & {
    list: Uint8Array;
    /** Receives the lines of a dry run's output. */
    preview: (text: string) => void;
    processId: number;
  };

/** Invites a person, or determines what an invitation would do. */
type Act = (invitee: Invitee, state: RecordedState | undefined) => Promise<PersonOutcome>;

/** After this many people in a row WorkOS is down, and waiting for each of the others is pointless. */
const maximumOutagesInARow = 3;

type InvitationRun = { isInterrupted: boolean; summary: InvitationSummary };

/**
 * Invites everyone on the list who isn't invited yet; in a dry run only determines what that would do.
 * @throws CommandError when nothing was sent, because a file can't be used
 */
export async function runInvitations(options: RunOptions): Promise<InvitationRun> {
  const { statePath, access, acceptsNewKey, request } = options;
  const { entries, separator } = parseInvitationList(options.list, options.defaults);
  if (separator !== null && separator !== ",") {
    options.display.note(`The columns are separated by ${separatorNames[separator]}`);
  }
  const inviter = createWorkosInviter(createWorkosClient(access, request));
  const journalAt = (path: string) => ({ path, source: fingerprintAccess(access), acceptsNewKey });

  if (options.isDryRun || statePath === null) {
    const states =
      statePath === null ? new Map<string, RecordedState>() : readRecordedStates(journalAt(statePath));
    return await handleList(entries, states, createPreview(inviter), options);
  }
  const lockPath = `${statePath}.lock`;
  const releaseLock = withFile("state file", statePath, () => takeRunLock(lockPath, options.processId));
  try {
    const journal = openInvitationJournal(journalAt(statePath));
    if (journal.states.size > 0) options.display.note("Continuing where the last run stopped");
    return await handleList(entries, journal.states, createSend(inviter, journal, request.now), options);
  } finally {
    releaseLock();
  }
}

/**
 * Handles the list in its order, one person at a time, and skips people who are done already. After an interruption, a rejected key
 * or an outage the others stay undone.
 */
async function handleList(
  entries: ListEntry[],
  states: RecordedStates,
  act: Act,
  { display, request, reportPath, isDryRun, preview }: RunOptions,
): Promise<InvitationRun> {
  if (reportPath !== null) {
    withFile("report", reportPath, () => writeFileSync(reportPath, "", { mode: 0o600 }));
  }
  for (const entry of entries) {
    const note = describeLeftOut(entry);
    if (note !== null) display.note(note);
  }
  const results: LineResult[] = [];
  const report = (result: LineResult): void => {
    results.push(result);
    if (reportPath !== null) appendJsonLine(reportPath, serializeResult(result));
    const text = isDryRun ? describePreview(result) : null;
    if (text !== null) preview(text);
  };

  let stop: PersonOutcome | null = null;
  let outagesInARow = 0;
  let handled = 0;
  display.begin("Invitations", entries.filter(({ kind }) => kind === "invitee").length, 0);
  for (const entry of entries) {
    if (entry.kind !== "invitee") {
      report(entry);
      continue;
    }
    const { line, invitee } = entry;
    const state = states.get(inviteeKey(invitee));
    if (request.signal.aborted) stop ??= { kind: "undone", cause: "interrupted", reason: "interrupted" };
    const isFromEarlierRun = state !== undefined && isDone(state);
    const outcome: PersonOutcome = isFromEarlierRun ? state : (stop ?? (await act(invitee, state)));
    report({ kind: "person", line, invitee, outcome, isFromEarlierRun });

    if (stop === null && !isFromEarlierRun) {
      const note = describeUnusual(outcome);
      if (note !== null) display.note(`Line ${String(line)} ${note}`);
      const isOutage = outcome.kind === "undone" && outcome.cause === "outage";
      outagesInARow = isOutage ? outagesInARow + 1 : 0;
      const endsRun = outcome.kind === "undone" && !isOutage;
      if (endsRun || outagesInARow === maximumOutagesInARow) stop = outcome;
    }
    if (stop === null || isDone(outcome)) {
      handled += 1;
      display.advance(handled);
    }
  }
  display.end();
  const summary = summarizeResults(results);
  return { isInterrupted: request.signal.aborted && summary.undone > 0, summary };
}

/** Reads what WorkOS has of the person, and sends nothing. */
function createPreview(inviter: WorkosInviter): Act {
  return async (invitee, state) => {
    // Without an earlier attempt to send it, only a pending invitation counts.
    const sinceMs = state?.kind === "sending" ? state.sinceMs : Number.POSITIVE_INFINITY;
    const outcome = (await inviter.findInvitation(invitee, sinceMs)) ?? (await inviter.findMember(invitee));
    return outcome ?? { kind: "would_invite" };
  };
}

/** Records the attempt before it sends, and asks WorkOS about an attempt that an earlier run recorded without its outcome. */
function createSend(inviter: WorkosInviter, journal: InvitationJournal, now: () => number): Act {
  return async (invitee, state) => {
    const key = inviteeKey(invitee);
    let outcome = state?.kind === "sending" ? await inviter.findInvitation(invitee, state.sinceMs) : null;
    if (outcome === null) {
      const sinceMs = now();
      journal.writeSending(key, sinceMs);
      outcome = await inviter.send(invitee, sinceMs);
    }
    // An undone one stays recorded as being sent, because it may have arrived.
    if (isDone(outcome) || outcome.kind === "refused") journal.writeOutcome(key, outcome, now());
    return outcome;
  };
}

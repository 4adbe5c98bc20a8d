import { readFile } from "node:fs/promises";

import type { Account } from "../../function/features/local-issuer/accounts/account.ts";
import {
  parseSyncedAccounts,
  serializeSyncedAccounts,
} from "../../function/features/local-issuer/accounts/synced-accounts.ts";
import { isFileError } from "../json-lines.ts";
import { type CommandContext, CommandError, exitCodes } from "../run-command.ts";
import { createWorkosClient, fingerprintAccess } from "../workos-client.ts";
import { assembleAccounts } from "./assemble-accounts.ts";
import type { SyncOptions } from "./options.ts";
import { type ReadingFailure, readWorkosAccounts } from "./read-workos-accounts.ts";
import { replaceFile } from "./replace-file.ts";
import { type DroppedReason, openSyncJournal } from "./sync-journal.ts";
import { addToProgress, createSyncProgress } from "./sync-progress.ts";
import type { SyncSummary } from "./sync-summary.ts";

export const notWritten = "The copy was not written";

/** In a smaller copy the removal of most accounts is plausible. */
const fewAccounts = 10;

const droppedNotes: Record<DroppedReason, string> = {
  restarted: "Starting over because of --restart",
  outdated: "Starting over: what the last run read is more than a day old",
  other_workos: "Starting over: the last run read another WorkOS, or used another key",
  broken: "Starting over: the progress file of the last run can't be read",
};

/**
 * Copies WorkOS's confirmed accounts into the file at `path`. What was read is kept in `<path>.progress` until the copy is complete,
 * and a later run continues from it. The copy itself is replaced in one step, at the end.
 * @throws CommandError when the copy was not written
 */
export async function syncAccounts(options: SyncOptions & CommandContext): Promise<SyncSummary> {
  const { path, access, display, request } = options;
  const previous = await readPrevious(path);
  const journal = options.isDryRun
    ? null
    : openSyncJournal({
        path: `${path}.progress`,
        source: fingerprintAccess(access),
        nowMs: request.now(),
        isRestart: options.isRestart,
      });
  const progress = createSyncProgress();
  for (const entry of journal?.entries ?? []) addToProgress(progress, entry);
  if (journal !== null && journal.dropped !== null) display.note(droppedNotes[journal.dropped]);
  if (journal !== null && journal.entries.length > 0) display.note("Continuing where the last run stopped");

  const failure = await readWorkosAccounts({
    client: createWorkosClient(access, request),
    progress,
    keep: (entry) => {
      addToProgress(progress, entry);
      journal?.append(entry);
    },
    display,
  });
  display.end();
  const kept = journal === null ? "" : "; what was read is kept, and the next run continues from there";
  if (failure?.kind === "interrupted") throw new CommandError(exitCodes.interrupted, `Interrupted${kept}`);
  if (failure !== null) throw fail(`${describeFailure(failure)}${kept}`);

  const { accounts, summary } = await assembleAccounts(progress, previous);
  if (journal === null) return summary;
  if (!options.acceptsRemovals && removesMost(summary)) {
    const counts = `${String(summary.newlyRemoved)} of ${String(summary.previouslyKept)} accounts`;
    throw fail(
      `${counts} are gone from WorkOS; if WORKOS_API_KEY is the right one, run it again with --accept-removals${kept}`,
    );
  }
  await replaceFile(path, serializeSyncedAccounts(accounts, journal.startedAtMs));
  journal.remove();
  return summary;
}

/** The key of another environment would remove all accounts. */
function removesMost({ newlyRemoved, previouslyKept }: SyncSummary): boolean {
  return previouslyKept >= fewAccounts && newlyRemoved > previouslyKept / 2;
}

async function readPrevious(path: string): Promise<Account[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isFileError(error) && error.code === "ENOENT") return [];
    throw fail("the existing copy can't be read");
  }
  const file = await parseSyncedAccounts(text);
  if (file.kind === "read") return [...file.accounts.values()];
  // Replacing it would lose the removed accounts.
  throw fail(`the existing file is not a copy: ${file.cause}; move it away or repair it`);
}

function describeFailure(failure: Exclude<ReadingFailure, { kind: "interrupted" }>): string {
  if (failure.kind === "gave_up") return failure.cause;
  return failure.status === 401
    ? "WorkOS rejects WORKOS_API_KEY"
    : `WorkOS refused with status ${String(failure.status)}`;
}

function fail(cause: string): CommandError {
  return new CommandError(exitCodes.failed, `${notWritten}: ${cause}`);
}

import { readFile } from "node:fs/promises";

import type { Account } from "../../function/features/local-issuer/accounts/account.ts";
import {
  parseSyncedAccounts,
  serializeSyncedAccounts,
} from "../../function/features/local-issuer/accounts/synced-accounts.ts";
import { type SyncSummary, assembleAccounts } from "./assemble-accounts.ts";
import type { PatientOptions } from "../patient-request.ts";
import type { ProgressDisplay } from "../progress-display.ts";
import { type WorkosAccess, nameSource } from "../workos-access.ts";
import { readWorkosAccounts } from "./read-workos-accounts.ts";
import { type SyncJournal, openSyncJournal } from "./sync-journal.ts";
import { addToProgress, createSyncProgress } from "./sync-progress.ts";
import { createWorkosReader } from "./workos-reader.ts";
import { writeWholeFile } from "./write-whole-file.ts";

export type SyncOutcome =
  | { kind: "written" | "dry_run"; summary: SyncSummary }
  /** Stopped from outside. */
  | { kind: "interrupted"; isResumable: boolean }
  /** `isResumable`: what was read is kept, and the next run goes on from there. */
  | { kind: "failed"; cause: string; isResumable: boolean };

/** Below this many accounts a sync that removes most of them is somebody tidying up. */
const fewAccounts = 10;

/**
 * Copies WorkOS's confirmed accounts into the file at `path`. What was read lies beside it as `<path>.progress` until the copy is
 * whole; a run that finds it goes on from there. The copy itself is replaced in one step, at the end.
 */
export async function syncAccounts(options: {
  path: string;
  access: WorkosAccess;
  /** Reads and counts, and leaves every file as it is. */
  isDryRun: boolean;
  /** Forgets what an earlier run has read. */
  isRestart: boolean;
  /** Goes on where most of the accounts have gone from WorkOS. */
  acceptsRemovals: boolean;
  display: ProgressDisplay;
  request: Omit<PatientOptions, "note">;
}): Promise<SyncOutcome> {
  const { path, display } = options;
  const previous = await readPrevious(path);
  if (previous.kind === "failed") return { ...previous, isResumable: false };

  const startedAtMs = options.request.now();
  const journal = options.isDryRun
    ? null
    : openSyncJournal({
        path: `${path}.progress`,
        source: nameSource(options.access),
        nowMs: startedAtMs,
        isRestart: options.isRestart,
      });
  const progress = createSyncProgress();
  for (const entry of journal?.entries ?? []) addToProgress(progress, entry);
  if (journal !== null) noteResumption(journal, display);

  const stop = await readWorkosAccounts({
    reader: createWorkosReader(options.access, { ...options.request, note: display.note }),
    progress,
    keep: (entry) => {
      addToProgress(progress, entry);
      journal?.append(entry);
    },
    display,
  });
  display.end();
  if (stop !== null) return { ...stop, isResumable: journal !== null };

  const { accounts, summary } = await assembleAccounts(progress, previous.accounts);
  if (journal === null) return { kind: "dry_run", summary };
  if (!options.acceptsRemovals && removesMost(summary)) {
    return {
      kind: "failed",
      cause: `${String(summary.newlyRemoved)} of ${String(summary.previouslyKept)} accounts are gone from WorkOS; if WORKOS_API_KEY is the right one, run it again with --accept-removals`,
      isResumable: true,
    };
  }
  await writeWholeFile(path, serializeSyncedAccounts(accounts, journal.startedAtMs));
  journal.remove();
  return { kind: "written", summary };
}

/** A key of another environment would remove everybody. */
function removesMost({ newlyRemoved, previouslyKept }: SyncSummary): boolean {
  return previouslyKept >= fewAccounts && newlyRemoved > previouslyKept / 2;
}

async function readPrevious(
  path: string,
): Promise<{ kind: "read"; accounts: Account[] } | { kind: "failed"; cause: string }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { kind: "read", accounts: [] };
    return { kind: "failed", cause: "the copy that is there can't be read" };
  }
  const file = await parseSyncedAccounts(text);
  if (file.kind === "read") return { kind: "read", accounts: [...file.accounts.values()] };
  // Replacing it would forget who was removed.
  return {
    kind: "failed",
    cause: `the file that is there is no copy: ${file.cause}; move it away or mend it`,
  };
}

function noteResumption(journal: SyncJournal, display: ProgressDisplay): void {
  switch (journal.dropped) {
    case null:
      if (journal.entries.length > 0) display.note("Going on where the last run stopped");
      return;
    case "restarted":
      display.note("Beginning anew, as asked");
      return;
    case "outdated":
      display.note("Beginning anew: what the last run read is more than a day old");
      return;
    case "other_workos":
      display.note("Beginning anew: the last run read another WorkOS, or with another key");
      return;
    case "broken":
      display.note("Beginning anew: what the last run kept can't be read");
      return;
  }
  journal.dropped satisfies never;
}

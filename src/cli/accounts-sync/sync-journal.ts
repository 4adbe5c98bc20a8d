import { appendFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";

import * as v from "valibot";

import { readLineFile } from "../line-file.ts";
import { type SyncEntry, syncEntrySchema } from "./sync-progress.ts";

/** What was read of WorkOS, kept in a file line by line, so that a run that was stopped goes on where it was. */
export type SyncJournal = {
  /** When the reading began: as old may anything in it be. */
  startedAtMs: number;
  /** What earlier runs read, in its order. */
  entries: SyncEntry[];
  /** Why nothing of an earlier run is used although there was something; null otherwise. */
  dropped: "restarted" | "outdated" | "other_workos" | "broken" | null;
  append: (entry: SyncEntry) => void;
  remove: () => void;
};

/** After a day the beginning of what was read says little about now. */
const lifetimeMs = 24 * 60 * 60 * 1000;

const headerSchema = v.object({
  format: v.literal("portico-accounts-progress-1"),
  startedAtMs: v.number(),
  source: v.string(),
});

type Found = { startedAtMs: number; entries: SyncEntry[]; wholeBytes: number };

/**
 * The journal at the path, begun anew unless it can be gone on with. An entry is one appended line: a line that a kill cut short is
 * dropped, and with it the one answer under way.
 *
 * @param options.source what the entries were read from; entries of another source are never mixed in
 */
export function openSyncJournal(options: {
  path: string;
  source: string;
  nowMs: number;
  isRestart: boolean;
}): SyncJournal {
  const { path } = options;
  const append = (entry: SyncEntry): void => appendFileSync(path, `${JSON.stringify(entry)}\n`);
  const remove = (): void => rmSync(path, { force: true });

  const found = readJournal(options);
  if (found !== null && typeof found === "object") {
    truncateSync(path, found.wholeBytes);
    return { startedAtMs: found.startedAtMs, entries: found.entries, dropped: null, append, remove };
  }
  const header = {
    format: "portico-accounts-progress-1",
    startedAtMs: options.nowMs,
    source: options.source,
  } satisfies v.InferOutput<typeof headerSchema>;
  remove();
  writeFileSync(path, `${JSON.stringify(header)}\n`, { mode: 0o600, flag: "wx" });
  return { startedAtMs: options.nowMs, entries: [], dropped: found, append, remove };
}

function readJournal(options: {
  path: string;
  source: string;
  nowMs: number;
  isRestart: boolean;
}): Found | SyncJournal["dropped"] {
  const file = readLineFile(options.path);
  if (file === null) return null;
  if (options.isRestart) return "restarted";
  const [first, ...rest] = file.values;
  const header = v.safeParse(headerSchema, first);
  if (!header.success) return "broken";
  if (header.output.source !== options.source) return "other_workos";
  const ageMs = options.nowMs - header.output.startedAtMs;
  if (ageMs < 0 || ageMs > lifetimeMs) return "outdated";
  const entries = v.safeParse(v.array(syncEntrySchema), rest);
  return entries.success
    ? { startedAtMs: header.output.startedAtMs, entries: entries.output, wholeBytes: file.wholeBytes }
    : "broken";
}

import { rmSync, writeFileSync } from "node:fs";

import * as v from "valibot";

import { appendJsonLine, readJsonLines } from "../json-lines.ts";
import { type SyncEntry, syncEntrySchema } from "./sync-progress.ts";

/** The responses of WorkOS so far, in a file from which a run that was stopped continues. */
export type SyncJournal = {
  /** When the reading began: anything in it may be as old as that. */
  startedAtMs: number;
  /** What earlier runs read, in order. */
  entries: SyncEntry[];
  /** Why the journal of an earlier run isn't used; null when it is, or when there was none. */
  dropped: DroppedReason | null;
  append: (entry: SyncEntry) => void;
  remove: () => void;
};

export type DroppedReason = "restarted" | "outdated" | "other_workos" | "broken";

/** After a day the first responses say little about the present. */
const lifetimeMs = 24 * 60 * 60 * 1000;

const headerSchema = v.object({
  format: v.literal("portico-accounts-progress-1"),
  startedAtMs: v.number(),
  source: v.string(),
});

type JournalOptions = {
  path: string;
  /** Where the entries come from; a journal from another source is never continued. */
  source: string;
  nowMs: number;
  isRestart: boolean;
};

/** The journal at the path; a new one unless the one that exists can be continued. A line that a kill cut short is dropped. */
export function openSyncJournal(options: JournalOptions): SyncJournal {
  const { path, source, nowMs } = options;
  const file = {
    append: (entry: SyncEntry) => appendJsonLine(path, entry),
    remove: () => rmSync(path, { force: true }),
  };
  const existing = readJournal(options);
  if (existing !== null && typeof existing === "object") return { ...existing, dropped: null, ...file };

  file.remove();
  const header: v.InferOutput<typeof headerSchema> = {
    format: "portico-accounts-progress-1",
    startedAtMs: nowMs,
    source,
  };
  writeFileSync(path, `${JSON.stringify(header)}\n`, { mode: 0o600, flag: "wx" });
  return { startedAtMs: nowMs, entries: [], dropped: existing, ...file };
}

function readJournal(
  options: JournalOptions,
): Pick<SyncJournal, "startedAtMs" | "entries"> | DroppedReason | null {
  const lines = readJsonLines(options.path);
  if (lines === null) return null;
  if (options.isRestart) return "restarted";
  const [first, ...rest] = lines.values;
  const header = v.safeParse(headerSchema, first);
  if (!header.success) return "broken";
  const { source, startedAtMs } = header.output;
  if (source !== options.source) return "other_workos";
  const ageMs = options.nowMs - startedAtMs;
  if (ageMs < 0 || ageMs > lifetimeMs) return "outdated";
  const entries = v.safeParse(v.array(syncEntrySchema), rest);
  if (!entries.success) return "broken";
  lines.dropCutLine();
  return { startedAtMs, entries: entries.output };
}

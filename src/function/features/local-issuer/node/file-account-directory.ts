import { readFile, stat } from "node:fs/promises";

import { emailAddressKey } from "../../../../contract/email-address.ts";
import { describeCause } from "../../../core/logging/describe-cause.ts";
import type { WriteLogEvent } from "../../../core/logging/log-entry.ts";
import type { Account, AccountDirectory } from "../accounts/account.ts";
import { parseJsonAccounts } from "../accounts/parse-json-accounts.ts";
import type { ParsedAccountFile } from "../accounts/parsed-account-file.ts";
import { parseSyncedAccounts } from "../accounts/synced-accounts.ts";

// Node only: hosts import this module, the function never does.

export type AccountFileFormat = "json" | "csv" | "synced";

const millisecondsBetweenLooks = 1000;
/** At most this many skipped entries are logged by number; the others are only counted. */
const maximumEntriesInLog = 50;
const dayMs = 24 * 60 * 60 * 1000;
/** A copy of this age misses a week of removals. */
const outOfDateMs = 7 * dayMs;

/**
 * The accounts of a file, which is checked for changes at most once a second. When a changed file can't be used or is gone, the
 * accounts stay as they were and the failure is logged.
 *
 * @throws Error naming PORTICO_ACCOUNTS when nothing in the file can be used at start; it never quotes the contents
 */
export async function openFileAccountDirectory(options: {
  path: string;
  format: AccountFileFormat;
  now: () => number;
  writeLog: WriteLogEvent;
}): Promise<AccountDirectory> {
  const { path, format, now, writeLog } = options;
  const first = await readAccountFile(path, format);
  if (first.kind === "unreadable") {
    const hint = format === "synced" ? "; npm run accounts:sync writes it" : "";
    throw new Error(`PORTICO_ACCOUNTS names a file that can't be used: ${first.cause}${hint}`);
  }

  let accounts: ReadonlyMap<string, Account> = first.accounts;
  let version = first.version;
  let lookedAtMs = now();
  let looking: Promise<void> | null = null;
  logReading(first);

  function logReading(file: Extract<ParsedAccountFile, { kind: "read" }>): void {
    const ageMs = file.syncedAtMs === null ? null : Math.max(0, now() - file.syncedAtMs);
    writeLog("info", {
      event: "accounts_read",
      accounts: file.accounts.size,
      ageSeconds: ageMs === null ? null : Math.floor(ageMs / 1000),
    });
    if (file.skipped.length > 0) {
      writeLog("warn", {
        event: "account_entries_skipped",
        count: file.skipped.length,
        entries: file.skipped.slice(0, maximumEntriesInLog),
      });
    }
    if (ageMs !== null && ageMs > outOfDateMs) {
      writeLog("warn", { event: "accounts_out_of_date", ageDays: Math.floor(ageMs / dayMs) });
    }
  }

  async function look(): Promise<void> {
    const currentVersion = await readVersion(path);
    if (currentVersion === version) return;
    const file = await readAccountFile(path, format);
    // Remembered even when the file is broken, so that it is reported once and not on every check.
    version = file.version;
    if (file.kind === "unreadable") {
      writeLog("error", { event: "accounts_not_reread", cause: file.cause });
      return;
    }
    accounts = file.accounts;
    logReading(file);
  }

  return {
    find: async (email) => {
      if (looking === null && now() - lookedAtMs >= millisecondsBetweenLooks) {
        lookedAtMs = now();
        looking = look().finally(() => {
          looking = null;
        });
      }
      await looking;
      const account = accounts.get(emailAddressKey(email));
      return account === undefined ? { kind: "absent" } : { kind: "found", account };
    },
  };
}

async function readAccountFile(
  path: string,
  format: AccountFileFormat,
): Promise<ParsedAccountFile & { version: string }> {
  // Read before the contents, so that a change in between is noticed at the next check.
  const version = await readVersion(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const cause = error instanceof TypeError ? "it is not UTF-8" : describeFileError(error);
    return { kind: "unreadable", cause, version };
  }
  return { ...(await parseAccountFile(text, format)), version };
}

async function parseAccountFile(text: string, format: AccountFileFormat): Promise<ParsedAccountFile> {
  switch (format) {
    case "json":
      return await parseJsonAccounts(text);
    case "csv":
      return await (await import("./parse-csv-accounts.ts")).parseCsvAccounts(text);
    case "synced":
      return await parseSyncedAccounts(text);
  }
  return format satisfies never;
}

/** A value that changes when the file is written or replaced; empty when there is no file. */
async function readVersion(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${String(ino)} ${String(mtimeMs)} ${String(size)}`;
  } catch {
    return "";
  }
}

function describeFileError(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return describeCause(error);
  if (error.code === "ENOENT") return "it isn't there";
  return error.code === "EACCES" ? "it may not be read" : `it can't be read (${String(error.code)})`;
}

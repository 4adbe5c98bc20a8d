import * as v from "valibot";

import { emailAddressKey } from "../../../../contract/email-address.ts";
import type { Account } from "./account.ts";
import { buildAccountList } from "./account-list.ts";
import { toAccountRecord } from "./account-record.ts";
import { type ParsedAccountFile, readAccountList } from "./parsed-account-file.ts";

const fileSchema = v.strictObject({
  format: v.literal("portico-accounts-1"),
  syncedAt: v.pipe(v.string(), v.isoTimestamp()),
  accounts: v.array(v.unknown()),
});

/** The accounts in a file written by a sync. */
export async function parseSyncedAccounts(text: string): Promise<ParsedAccountFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "unreadable", cause: "it is not valid JSON" };
  }
  const file = v.safeParse(fileSchema, value);
  if (!file.success) return { kind: "unreadable", cause: "no sync of this version wrote it" };
  const entries = file.output.accounts.map((entry, index) => ({ number: index + 1, value: entry }));
  return readAccountList(await buildAccountList(entries), Date.parse(file.output.syncedAt));
}

/** The text of such a file: one account per line, sorted by address, so that copies can be compared line by line. */
export function serializeSyncedAccounts(accounts: Account[], syncedAtMs: number): string {
  const sorted = accounts.toSorted((one, other) =>
    emailAddressKey(one.email) < emailAddressKey(other.email) ? -1 : 1,
  );
  const lines = sorted.map((account) => JSON.stringify(toAccountRecord(account)));
  const syncedAt = JSON.stringify(new Date(syncedAtMs).toISOString());
  return `{"format":"portico-accounts-1","syncedAt":${syncedAt},"accounts":[\n${lines.join(",\n")}\n]}\n`;
}

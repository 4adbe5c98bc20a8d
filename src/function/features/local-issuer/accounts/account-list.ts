import { emailAddressKey } from "../../../../contract/email-address.ts";
import type { Account } from "./account.ts";
import { type AccountRecord, parseAccountRecord, toAccount } from "./account-record.ts";

/** One entry of a source, with its number for messages (the line in the file, or the position in the list, from 1). */
export type AccountEntry = { number: number; value: unknown };

/** An entry that isn't used, with a reason that doesn't quote its contents. */
export type SkippedEntry = { number: number; reason: string };

export type AccountList = {
  /** By `emailAddressKey`. */
  accounts: ReadonlyMap<string, Account>;
  skipped: SkippedEntry[];
};

/**
 * The accounts of a list by address. Entries with the same address are all skipped: it is unknown which one is right, and the
 * wrong one could give a code to a removed user.
 */
export async function buildAccountList(entries: AccountEntry[]): Promise<AccountList> {
  const skipped: SkippedEntry[] = [];
  const byAddress = new Map<string, { number: number; record: AccountRecord }[]>();
  for (const { number, value } of entries) {
    const parsed = parseAccountRecord(value);
    if (!parsed.ok) {
      skipped.push({ number, reason: parsed.reason });
      continue;
    }
    const key = emailAddressKey(parsed.record.email);
    const same = byAddress.get(key) ?? [];
    byAddress.set(key, same);
    same.push({ number, record: parsed.record });
  }

  const accounts = new Map<string, Account>();
  for (const [key, found] of byAddress) {
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) accounts.set(key, await toAccount(only.record));
    else skipped.push(...found.map(({ number }) => ({ number, reason: describeRepetition(number, found) })));
  }
  return { accounts, skipped: skipped.toSorted((one, other) => one.number - other.number) };
}

function describeRepetition(number: number, found: { number: number }[]): string {
  const others = found.flatMap((entry) => (entry.number === number ? [] : [String(entry.number)]));
  return `has the same address as ${others.slice(0, 5).join(", ")}`;
}

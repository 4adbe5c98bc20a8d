import type { AccountList } from "./account-list.ts";

/** The contents of a file of accounts; `syncedAtMs` is set when a sync wrote it. */
export type ParsedAccountFile =
  | ({ kind: "read"; syncedAtMs: number | null } & AccountList)
  /** Nothing in it can be used; the cause doesn't quote its contents. */
  | { kind: "unreadable"; cause: string };

/** A list as the file's contents; unreadable when every entry was skipped. */
export function readAccountList(list: AccountList, syncedAtMs: number | null): ParsedAccountFile {
  const [first] = list.skipped;
  if (list.accounts.size > 0 || first === undefined) return { kind: "read", syncedAtMs, ...list };
  return {
    kind: "unreadable",
    cause: `none of its ${String(list.skipped.length)} entries can be used; number ${String(first.number)} ${first.reason}`,
  };
}

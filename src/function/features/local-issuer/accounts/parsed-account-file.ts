import type { AccountList } from "./account-list.ts";

/** What a file of accounts says; `syncedAtMs` where a sync wrote it. */
export type ParsedAccountFile =
  | ({ kind: "read"; syncedAtMs: number | null } & AccountList)
  /** Nothing in it can be used; the cause holds none of its contents. */
  | { kind: "unreadable"; cause: string };

/** A list as the file's contents; one in which every entry was skipped is no use to anybody. */
export function readAccountList(list: AccountList, syncedAtMs: number | null): ParsedAccountFile {
  const [first] = list.skipped;
  if (list.accounts.size > 0 || first === undefined) return { kind: "read", syncedAtMs, ...list };
  return {
    kind: "unreadable",
    cause: `none of its ${String(list.skipped.length)} entries can be used; number ${String(first.number)} ${first.reason}`,
  };
}

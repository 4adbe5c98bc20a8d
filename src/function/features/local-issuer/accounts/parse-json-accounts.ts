import { buildAccountList } from "./account-list.ts";
import { type ParsedAccountFile, readAccountList } from "./parsed-account-file.ts";

/** The accounts in a JSON array of records; an entry's number is its position in the array, from 1. */
export async function parseJsonAccounts(text: string): Promise<ParsedAccountFile> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's own message quotes the text.
    return { kind: "unreadable", cause: "it is not valid JSON" };
  }
  if (!Array.isArray(value)) return { kind: "unreadable", cause: "it is no JSON array of accounts" };
  const entries = value.map((entry: unknown, index) => ({ number: index + 1, value: entry }));
  return readAccountList(await buildAccountList(entries), null);
}

import { readAddressList } from "../../contract/address-list.ts";
import { type EmailAddress, emailAddressKey } from "../../contract/email-address.ts";
import {
  foldColumnName,
  type ListRecord,
  readCells,
  readSeparatedList,
  type Separator,
} from "../../contract/separated-list.ts";

/** What was typed or pasted as addresses, in order and without repetitions. */
export type SplitAddresses = {
  addresses: EmailAddress[];
  /** Pieces that aren't addresses, as they were typed. */
  wrong: string[];
  /** What the columns are taken to be separated by; only where something is wrong. */
  separator?: Separator;
  /** Why the text can't be used as a table. */
  problem?: { kind: "column"; name: string } | { kind: "quotes"; line: number };
};

/** Columns that `npm run invite` obeys. Here the form decides, so ignoring them would invite people with another role. */
const columnsOfTheCommand = ["organization", "role", "expires_in_days", "locale"];

/** Reads addresses on lines or between separators, or the column `email` of a table with a header, as spreadsheets copy it. */
export function splitAddresses(text: string): SplitAddresses {
  const { separator, records } = readSeparatedList(text);
  const names = readHeader(records[0], separator);
  const column = names.indexOf("email");
  const name = column === -1 ? undefined : names.find((known) => columnsOfTheCommand.includes(known));
  if (name !== undefined) return { addresses: [], wrong: [], problem: { kind: "column", name } };

  const addresses = new Map<string, EmailAddress>();
  const wrong: string[] = [];
  for (const record of column === -1 ? records : records.slice(1)) {
    const cells = record.kind === "line" && column !== -1 ? readCells(record.text, separator) : [];
    if (record.kind === "malformed" || cells === null)
      return { addresses: [], wrong: [], problem: { kind: "quotes", line: record.line } };
    const read = readAddressList(column === -1 ? record.text : (cells[column] ?? ""));
    for (const address of read.addresses) {
      const key = emailAddressKey(address);
      if (!addresses.has(key)) addresses.set(key, address);
    }
    wrong.push(...read.wrong);
  }
  return {
    addresses: [...addresses.values()],
    wrong,
    ...(wrong.length > 0 && separator !== null && { separator }),
  };
}

function readHeader(record: ListRecord | undefined, separator: Separator | null): string[] {
  const cells = record?.kind === "line" ? readCells(record.text, separator) : null;
  return cells?.map(foldColumnName) ?? [];
}

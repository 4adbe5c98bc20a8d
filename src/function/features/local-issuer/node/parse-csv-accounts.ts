import { CsvError, parse } from "csv-parse/sync";
import * as v from "valibot";

import { describeSeparator, foldColumnName, readSeparatedList } from "../../../../contract/separated-list.ts";
import { accountRecordFields } from "../accounts/account-record.ts";
import { type AccountEntry, type SkippedEntry, buildAccountList } from "../accounts/account-list.ts";
import { type ParsedAccountFile, readAccountList } from "../accounts/parsed-account-file.ts";

// Node only, because of csv-parse.

const organizationColumns = ["organizationId", "organizationName", "organizationRole"];
const knownColumns = new Set(
  [...accountRecordFields, ...organizationColumns].filter((column) => column !== "organizations"),
);
const requiredColumns = ["email", "isConfirmed"];

const rowSchema = v.object({
  record: v.array(v.string()),
  info: v.object({ lines: v.number() }),
});

const malformedReason = "is malformed, or has too few or too many cells";

type Row = { number: number; cells: Map<string, string> };

/**
 * The accounts in CSV with a header line, with the separators and empty cells of spreadsheets; an entry's number is the line on which it ends, with the header as line 1.
 * An account with several organizations has one line for each, identical in every other column.
 */
export async function parseCsvAccounts(text: string): Promise<ParsedAccountFile> {
  const malformed: SkippedEntry[] = [];
  let parsed: unknown[];
  const { separator } = readSeparatedList(text);
  try {
    // The line `sep=;` is emptied, not removed, so that the numbers of the others stay.
    parsed = parse(text.replace(/^(\uFEFF?\s*)"?sep=[^\r\n]"?[^\S\r\n]*(?=[\r\n])/i, "$1"), {
      delimiter: separator ?? ",",
      bom: true,
      trim: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        malformed.push({ number: lineOf(error), reason: malformedReason });
        return undefined;
      },
    });
  } catch {
    return { kind: "unreadable", cause: "it is not valid CSV" };
  }
  const [header, ...records] = v.parse(v.array(rowSchema), parsed);
  const columns = readColumns(header?.record ?? []);
  const fault = describeHeaderFault(columns);
  if (fault !== null) return { kind: "unreadable", cause: fault + describeSeparator(separator) };
  const rows = records.filter(({ record, info }) => {
    const isComplete =
      record.length === header?.record.length && record.slice(columns.length).every((cell) => cell === "");
    if (!isComplete) malformed.push({ number: info.lines, reason: malformedReason });
    return isComplete;
  });

  const list = await buildAccountList(
    mergeOrganizations(
      rows.map(({ record, info }) => ({
        number: info.lines,
        cells: new Map(columns.map((column, index) => [column, record[index] ?? ""])),
      })),
    ),
  );
  const skipped = [...malformed, ...list.skipped].toSorted((one, other) => one.number - other.number);
  return readAccountList({ ...list, skipped }, null);
}

/** The names in the first line, in this project's letter case and without the empty ones at its end. */
function readColumns(names: string[]): string[] {
  const columns = names.map((name) => {
    const folded = foldColumnName(name);
    return [...knownColumns].find((known) => known.toLowerCase() === folded) ?? name;
  });
  return columns.slice(0, columns.findLastIndex((name) => name !== "") + 1);
}

function lineOf(error: unknown): number {
  const position = v.safeParse(v.object({ lines: v.number() }), error);
  return error instanceof CsvError && position.success ? position.output.lines : 0;
}

/** What is wrong with the header, if anything: ignoring a misspelt column would leave `requires` or `isRemoved` at its default. */
function describeHeaderFault(columns: string[]): string | null {
  const missing = requiredColumns.find((column) => !columns.includes(column));
  if (missing !== undefined) return `its first line names no column ${missing}`;
  const unknown = columns.findIndex((column) => !knownColumns.has(column));
  if (unknown !== -1) return `column ${String(unknown + 1)} of its first line has a name that isn't known`;
  return new Set(columns).size === columns.length ? null : "its first line names a column twice";
}

/** Merges lines that differ only in their organization into one entry, numbered by the last of them. */
function mergeOrganizations(rows: Row[]): AccountEntry[] {
  const merged = new Map<
    string,
    { number: number; fields: Record<string, unknown>; organizations: unknown[] }
  >();
  for (const { number, cells } of rows) {
    const fields = readFields(cells);
    const organization = readOrganization(cells);
    const key = JSON.stringify(fields);
    const known = merged.get(key);
    // Identical lines without an organization are duplicates, not memberships.
    if (known !== undefined && organization !== null && known.organizations.length > 0) {
      known.number = number;
      known.organizations.push(organization);
    } else {
      merged.set(known === undefined ? key : `${key} ${String(number)}`, {
        number,
        fields,
        organizations: organization === null ? [] : [organization],
      });
    }
  }
  return [...merged.values()].map(({ number, fields, organizations }) => ({
    number,
    value: { ...fields, organizations },
  }));
}

function readFields(cells: Map<string, string>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [column, text] of cells) {
    if (text === "" || organizationColumns.includes(column)) continue;
    fields[column] = column.startsWith("is") ? readBoolean(text) : text;
  }
  return fields;
}

/** Anything but true and false stays text, which the record's schema refuses. */
function readBoolean(text: string): boolean | string {
  const folded = text.toLowerCase();
  return folded === "true" || (folded === "false" ? false : text);
}

function readOrganization(cells: Map<string, string>): Record<string, unknown> | null {
  const [id, name, role] = organizationColumns.map((column) => cells.get(column) || null);
  if (id === null && name === null && role === null) return null;
  // The name is optional and defaults to the id.
  return { id, name: name ?? id, role };
}

import { trimInvisible } from "./trim-invisible.ts";

/** What spreadsheets and address books put between columns. */
export type Separator = "," | ";" | "\t" | "|";

/** A line of a list, counted from 1, that has more than spaces and separators. */
export type ListRecord =
  | { kind: "line"; line: number; text: string }
  | { kind: "malformed"; line: number; reason: MalformedReason };

/** `toLine`: a quoted cell spans the lines up to this one. */
export type MalformedReason = { kind: "unclosed_quote" } | { kind: "spans_lines"; toLine: number };

/** A list as its lines, and what separates the columns in the first of them; null when nothing does. */
export type SeparatedList = { separator: Separator | null; records: ListRecord[] };

/** For logs and the terminal, in English. */
export const separatorNames = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" };

/** Follows a message about a list that can't be used. */
export function describeSeparator(separator: Separator | null): string {
  return separator === null ? "" : ` (columns separated by ${separatorNames[separator]})`;
}

const separators: readonly Separator[] = ["\t", ";", ",", "|"];

/**
 * The lines of a list as it is pasted or as a spreadsheet saves it: with a byte order mark, with any line ends, and with a line
 * `sep=;` above the others, as Excel writes and reads it.
 *
 * Lines that one quoted cell spans become one malformed record, because no list of this project contains line breaks in cells. A
 * quote that is never closed makes only its own line malformed.
 */
export function readSeparatedList(text: string): SeparatedList {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => !isBlank(line));
  const [, declared] = /^\uFEFF?\s*"?sep=([,;\t|])"?\s*$/i.exec(lines[first] ?? "") ?? [];
  const records = splitRecords(lines, declared === undefined ? first : first + 1);
  const head = records[0]?.kind === "line" ? records[0].text : "";
  const separator = separators.find((known) => known === declared) ?? findSeparator(head);
  return { separator, records };
}

function splitRecords(lines: string[], from: number): ListRecord[] {
  const records: ListRecord[] = [];
  for (let index = Math.max(from, 0); index < lines.length; index += 1) {
    const text = lines[index] ?? "";
    const line = index + 1;
    if (isBlank(text)) continue;
    if (!hasOpenQuote(text)) {
      records.push({ kind: "line", line, text });
      continue;
    }
    let end = index + 1;
    while (end < lines.length && !hasOpenQuote(lines[end] ?? "")) end += 1;
    if (end === lines.length) {
      records.push({ kind: "malformed", line, reason: { kind: "unclosed_quote" } });
      continue;
    }
    records.push({ kind: "malformed", line, reason: { kind: "spans_lines", toLine: end + 1 } });
    index = end;
  }
  return records;
}

/** Spreadsheets fill rows below and above a table with empty cells. */
function isBlank(line: string): boolean {
  return !hasOpenQuote(line) && trimInvisible(line.replaceAll(/[",;|]/g, " ")) === "";
}

/** Quotes inside quoted cells are doubled (RFC 4180, section 2), so an odd number opens a cell that continues, or closes one. */
function hasOpenQuote(line: string): boolean {
  return line.split('"').length % 2 === 0;
}

/** The most frequent separator outside quotes. */
function findSeparator(line: string): Separator | null {
  const counted = separators
    .map((separator) => ({ separator, count: splitOutsideQuotes(line, separator).length - 1 }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count);
  return counted[0]?.separator ?? null;
}

/** The name of a column as this project writes it; `E-Mail`, `Email Address` and `Organisation` are what spreadsheets have. */
export function foldColumnName(name: string): string {
  const folded = name.toLowerCase().replaceAll(/[\s_-]+/g, "_");
  return /^(?:e_?)?mail(?:_?(?:address|adresse))?$/.test(folded)
    ? "email"
    : folded.replace("organisation", "organization");
}

/** The pieces between any of the separators, except those within quotes. */
export function splitOutsideQuotes(text: string, anyOf: string): string[] {
  const pieces: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted || !anyOf.includes(character)) continue;
    pieces.push(text.slice(from, at));
    from = at + 1;
  }
  return [...pieces, text.slice(from)];
}

/** The cells of a line, without quotes around them and without the empty ones at its end; null when a quote is out of place. */
export function readCells(line: string, separator: Separator | null): string[] | null {
  const cells = splitOutsideQuotes(line, separator ?? "").map(unquote);
  const last = cells.findLastIndex((cell) => cell !== "");
  const used = cells.slice(0, last + 1);
  return used.every((cell) => cell !== null) ? used : null;
}

function unquote(written: string): string | null {
  const cell = trimInvisible(written);
  if (/^"(?:[^"]|"")*"$/.test(cell)) return trimInvisible(cell.slice(1, -1).replaceAll('""', '"'));
  // `"Lovelace, Ada" <ada@example.com>` is how address books write a person.
  return cell.includes('"') && !cell.endsWith(">") ? null : cell;
}

import { CsvError, parse } from "csv-parse/sync";
import * as v from "valibot";

// For Node alone, because of csv-parse.

/** One record of a CSV text, by the line on which it begins, the first being 1. */
export type CsvRecord =
  | { kind: "cells"; line: number; cells: string[] }
  | { kind: "malformed"; line: number; reason: string };

const rowsSchema = v.array(v.array(v.string()));

/**
 * The records of a text, blank lines left out. A quoted cell that runs over several lines makes one malformed record of them,
 * because nothing that this project reads holds a line break; a quote that is never closed spoils its own line alone.
 */
export function splitCsvRecords(text: string): CsvRecord[] {
  const lines = text.split(/\r\n|\n|\r/);
  const records: CsvRecord[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const number = index + 1;
    if (line.trim() === "") continue;
    if (!hasOpenQuote(line)) {
      records.push(splitCells(line, number));
      continue;
    }
    const end = lines.findIndex((other, at) => at > index && hasOpenQuote(other));
    if (end === -1) {
      records.push({ kind: "malformed", line: number, reason: "a quote is opened and never closed" });
      continue;
    }
    records.push({
      kind: "malformed",
      line: number,
      reason: `a quoted cell runs over lines ${String(number)} to ${String(end + 1)}; nothing of them is used`,
    });
    index = end;
  }
  return records;
}

/** Quotes inside quoted cells are doubled (RFC 4180, section 2), so that an odd number leaves a cell open, or closes one. */
function hasOpenQuote(line: string): boolean {
  return line.split('"').length % 2 === 0;
}

function splitCells(text: string, line: number): CsvRecord {
  try {
    const [cells, ...others] = v.parse(rowsSchema, parse(text, { trim: true }));
    if (cells !== undefined && others.length === 0) return { kind: "cells", line, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return { kind: "malformed", line, reason: "it is no valid CSV" };
}

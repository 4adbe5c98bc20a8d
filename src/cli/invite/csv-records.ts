import { CsvError, parse } from "csv-parse/sync";
import * as v from "valibot";

/** A record of a CSV text. `line` is the one on which it begins, counted from 1. */
export type CsvRecord =
  | { kind: "cells"; line: number; cells: string[] }
  | { kind: "malformed"; line: number; reason: string };

const rowsSchema = v.array(v.array(v.string()));

/**
 * The records of a text, without blank lines. Lines that one quoted cell spans become one malformed record, because no list of this
 * project contains line breaks in cells. A quote that is never closed makes only its own line malformed.
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
      records.push({ kind: "malformed", line: number, reason: "a quote is never closed" });
      continue;
    }
    records.push({
      kind: "malformed",
      line: number,
      reason: `a quoted cell spans lines ${String(number)} to ${String(end + 1)}, and none of them is used`,
    });
    index = end;
  }
  return records;
}

/** Quotes inside quoted cells are doubled (RFC 4180, section 2), so an odd number opens a cell that continues, or closes one. */
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
  return { kind: "malformed", line, reason: "it isn't valid CSV" };
}

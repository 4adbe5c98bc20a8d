import { readFileSync } from "node:fs";

// For Node alone: files to which the project's commands append a line of JSON for each thing that is done.

/** The lines that were written to their end, parsed; undefined for one that is no JSON. A line that a kill cut short isn't among them. */
export type LineFile = { values: unknown[]; wholeBytes: number; totalBytes: number };

/** The lines of the file; null where it isn't there. */
export function readLineFile(path: string): LineFile | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const wholeBytes = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, wholeBytes).toString("utf8").split("\n").slice(0, -1);
  return { values: lines.map(parseLine), wholeBytes, totalBytes: bytes.length };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

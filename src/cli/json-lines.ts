import { appendFileSync, readFileSync, truncateSync } from "node:fs";

/** A file of JSON lines, such as a journal. A last line without its line end was cut short by a kill and isn't among the values. */
export type JsonLines = {
  /** Each line parsed; undefined for one that isn't JSON. */
  values: unknown[];
  isEmpty: boolean;
  /** Removes the line that a kill cut short, so that the next one can be appended. */
  dropCutLine: () => void;
};

/** The lines of the file at the path; null when there is no file. */
export function readJsonLines(path: string): JsonLines | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (isFileError(error) && error.code === "ENOENT") return null;
    throw error;
  }
  const completeBytes = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.subarray(0, completeBytes).toString("utf8").split("\n").slice(0, -1);
  return {
    values: lines.map(parseLine),
    isEmpty: bytes.length === 0,
    dropCutLine: () => truncateSync(path, completeBytes),
  };
}

/**
 * Appends one value as a line; a new file is readable by its owner only.
 * @param options.flush whether the line is on the disk when this returns, and survives a crash of the machine
 */
export function appendJsonLine(path: string, value: unknown, options: { flush?: boolean } = {}): void {
  appendFileSync(path, `${JSON.stringify(value)}\n`, { mode: 0o600, flush: options.flush ?? false });
}

/** Whether the file system reported the error, with a `code` such as `ENOENT`. */
export function isFileError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

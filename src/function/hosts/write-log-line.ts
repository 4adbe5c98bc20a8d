import type { LogEntry } from "../core/logging/log-entry.ts";

/** Writes a log entry as one line of JSON to standard output, with the time in ISO 8601. */
export function writeLogLine({ atMs, ...entry }: LogEntry): void {
  // Not process.stdout, which workerd doesn't have.
  console.log(JSON.stringify({ at: new Date(atMs).toISOString(), ...entry }));
}

import { readFileSync, rmSync, writeFileSync } from "node:fs";

import { isFileError } from "../json-lines.ts";
import type { CommandError } from "../run-command.ts";
import { cannotStart } from "./cannot-start.ts";

/**
 * Takes the lock at the path, and returns how to release it. A lock whose process is gone is taken over. The file contains the id of
 * the process that holds it.
 *
 * Not `proper-lockfile`: after a kill the next run must wait until the lock expires, and a suspended run loses its lock.
 *
 * @throws CommandError when a running process holds it
 */
export function takeRunLock(path: string, ownProcessId: number): () => void {
  if (!writeLock(path, ownProcessId)) {
    const holder = readHolder(path);
    // In containers the processes often have the same id: our own one is a leftover.
    if (holder !== null && holder !== ownProcessId && isAlive(holder)) throw takenBy(holder, path);
    rmSync(path, { force: true });
    if (!writeLock(path, ownProcessId)) throw takenBy(readHolder(path), path);
  }
  return () => rmSync(path, { force: true });
}

function takenBy(holder: number | null, path: string): CommandError {
  const who = holder === null ? "" : ` (process ${String(holder)})`;
  return cannotStart(`Another run over this list is in progress${who}; if there is none, delete ${path}`);
}

function writeLock(path: string, processId: number): boolean {
  try {
    writeFileSync(path, `${String(processId)}\n`, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if (isFileError(error) && error.code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(path: string): number | null {
  try {
    const text = readFileSync(path, "utf8").trim();
    return /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

/** Signal 0 is never delivered; it only tests whether the process exists. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isFileError(error) && error.code === "EPERM";
  }
}

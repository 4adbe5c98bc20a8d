import { readFileSync, rmSync, writeFileSync } from "node:fs";

// For Node alone: the lock is a file with the id of the process that holds it.

/** Keeps a second run from the same list while one is under way; `release` gives it free. */
export type RunLock = { kind: "held"; release: () => void } | { kind: "taken"; processId: number };

/** Takes the lock at the path, also from a process that was killed with it. */
export function takeRunLock(path: string, ownProcessId: number): RunLock {
  if (!writeLock(path, ownProcessId)) {
    const processId = readHolder(path);
    // A container's processes often get the same id each time: the own one is nobody else's.
    if (processId !== null && processId !== ownProcessId && isAlive(processId)) {
      return { kind: "taken", processId };
    }
    rmSync(path, { force: true });
    if (!writeLock(path, ownProcessId)) return { kind: "taken", processId: readHolder(path) ?? 0 };
  }
  return { kind: "held", release: () => rmSync(path, { force: true }) };
}

function writeLock(path: string, processId: number): boolean {
  try {
    writeFileSync(path, `${String(processId)}\n`, { mode: 0o600, flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
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

/** Signal 0 is never delivered: it only asks whether it could be. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { PatientOptions } from "./patient-request.ts";

// For Node alone: what the project's commands take from where they run.

export const projectDirectory = join(import.meta.dirname, "..", "..");

/** The shell's own convention for a command that was interrupted: 128 and the number of SIGINT. */
export const interruptedExitCode = 130;

/** Reads the project's `.env`, where there is one, into the process's variables. */
export function loadVariablesFile(): void {
  const variablesFile = join(projectDirectory, ".env");
  if (existsSync(variablesFile)) process.loadEnvFile(variablesFile);
}

/** Network and clock of this process; its first SIGINT or SIGTERM interrupts, the second ends it at once. */
export function openRuntime(): Omit<PatientOptions, "note"> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interruption.abort());
  }
  return {
    fetch,
    wait: async (delayMs, signal) => {
      await delay(delayMs, undefined, { signal }).catch(() => undefined);
    },
    now: Date.now,
    signal: interruption.signal,
  };
}

import { resolve } from "node:path";

import { interruptedExitCode, loadVariablesFile, openRuntime, projectDirectory } from "../runtime.ts";
import { describeCause } from "../../function/core/logging/describe-cause.ts";
import { type SyncCommandOptions, parseSyncCommand, syncUsage } from "./command-options.ts";
import { describeSummary } from "./describe-summary.ts";
import { createProgressDisplay } from "../progress-display.ts";
import { syncAccounts } from "./sync-accounts.ts";

/** How often a log without a bar hears of the progress. */
const itemsBetweenLines = 500;

const notWritten = "The copy was not written";
const resumable = "; what was read is kept, and the next run goes on from there";

process.exitCode = await run();

/** Runs `npm run accounts:sync`: 0 when the copy is whole, 1 when it failed, 2 when it was called wrongly, 130 when it was interrupted. */
async function run(): Promise<number> {
  loadVariablesFile();
  let options: SyncCommandOptions;
  try {
    options = parseSyncCommand(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${syncUsage}\n`);
    return 2;
  }

  const request = openRuntime();
  const display = createProgressDisplay(process.stderr, itemsBetweenLines);
  try {
    return report(
      await syncAccounts({
        ...options,
        path: resolve(projectDirectory, options.path),
        display,
        request,
      }),
    );
  } catch (error) {
    display.end();
    process.stderr.write(`${notWritten}: ${describeCause(error)}\n`);
    return 1;
  }
}

function report(outcome: Awaited<ReturnType<typeof syncAccounts>>): number {
  switch (outcome.kind) {
    case "written":
      process.stdout.write(`${describeSummary(outcome.summary)}\n`);
      return 0;
    case "dry_run":
      process.stdout.write(`${describeSummary(outcome.summary)}\nA dry run: nothing was written\n`);
      return 0;
    case "interrupted":
      process.stderr.write(`Interrupted${outcome.isResumable ? resumable : ""}\n`);
      return interruptedExitCode;
    case "failed":
      process.stderr.write(`${notWritten}: ${outcome.cause}${outcome.isResumable ? resumable : ""}\n`);
      return 1;
  }
  return outcome satisfies never;
}

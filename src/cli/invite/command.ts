import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { createProgressDisplay } from "../progress-display.ts";
import { interruptedExitCode, loadVariablesFile, openRuntime } from "../runtime.ts";
import { describeCause } from "../../function/core/logging/describe-cause.ts";
import { type InviteCommand, inviteUsage, parseInviteCommand } from "./command-options.ts";
import { describeSummary, isAllDone } from "./invitation-summary.ts";
import { type InvitationRun, runInvitations } from "./run-invitations.ts";

const wrongUseExitCode = 2;

/** How often a log without a bar hears of the progress. */
const itemsBetweenLines = 100;

process.exitCode = await run();

/**
 * Runs `npm run invite`: 0 when everybody of the list is invited, 1 when somebody isn't or a line is bad, 2 when it was called wrongly
 * and nothing was sent, 130 when it was interrupted.
 */
async function run(): Promise<number> {
  loadVariablesFile();
  let command: InviteCommand;
  let list: Uint8Array;
  try {
    command = parseInviteCommand(process.argv.slice(2), process.env, callersDirectory());
    if (command.kind === "help") {
      process.stdout.write(`${inviteUsage}\n`);
      return 0;
    }
    list = await readList(command.listPath);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${inviteUsage}\n`);
    return wrongUseExitCode;
  }

  // Told at the end: on a terminal the bar stands where these lines would.
  const previews: string[] = [];
  const display = createProgressDisplay(process.stderr, itemsBetweenLines);
  try {
    const outcome = await runInvitations({
      command,
      list,
      display,
      preview: (text) => void previews.push(text),
      processId: process.pid,
      request: openRuntime(),
    });
    for (const text of previews) process.stdout.write(`${text}\n`);
    return report(outcome, command.isDryRun);
  } catch (error) {
    display.end();
    process.stderr.write(`Not everybody was invited: ${describeCause(error)}\n`);
    return 1;
  }
}

/** npm runs scripts in the project's folder, and keeps in `INIT_CWD` where it was called. */
function callersDirectory(): string {
  const isRunByNpm = process.env["npm_lifecycle_event"] === "invite";
  return (isRunByNpm ? process.env["INIT_CWD"] : undefined) ?? process.cwd();
}

/** @throws Error with words for the terminal */
async function readList(path: string | null): Promise<Uint8Array> {
  if (path === null) return await buffer(process.stdin);
  try {
    return await readFile(path);
  } catch (error) {
    const cause = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new Error(`The list can't be read: ${path}${cause}`, { cause: error });
  }
}

function report(outcome: InvitationRun, isDryRun: boolean): number {
  if (outcome.kind === "unusable") {
    process.stderr.write(`${outcome.cause}\nNothing was sent\n`);
    return wrongUseExitCode;
  }
  process.stdout.write(`${describeSummary(outcome.summary, isDryRun)}\n`);
  if (outcome.kind === "interrupted") return interruptedExitCode;
  return isAllDone(outcome.summary) ? 0 : 1;
}

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { isFileError } from "../json-lines.ts";
import { type CommandContext, exitCodes, runCommand } from "../run-command.ts";
import { describeSummary, isAllDone } from "./invitation-summary.ts";
import { type InviteOptions, inviteOptions, inviteUsage, parseInviteOptions } from "./options.ts";
import { runInvitations } from "./run-invitations.ts";

process.exitCode = await runCommand({
  usage: inviteUsage,
  options: inviteOptions,
  parse: async (commandLine, variables) => {
    const options = parseInviteOptions(commandLine, variables, callersDirectory());
    return { ...options, list: await readList(options.listPath) };
  },
  run,
  failure: "Not everyone was invited",
  itemsBetweenLines: 100,
});

async function run(options: InviteOptions & { list: Uint8Array }, context: CommandContext): Promise<number> {
  // Printed at the end, because a terminal shows the progress bar until then.
  const previews: string[] = [];
  const { summary, isInterrupted } = await runInvitations({
    ...options,
    ...context,
    preview: (text) => void previews.push(text),
    processId: process.pid,
  });
  for (const text of [...previews, describeSummary(summary, options.isDryRun)]) {
    process.stdout.write(`${text}\n`);
  }
  if (isInterrupted) return exitCodes.interrupted;
  return isAllDone(summary) ? exitCodes.done : exitCodes.failed;
}

/** npm runs scripts in the project's folder, and keeps in `INIT_CWD` where it was called. */
function callersDirectory(): string {
  const isRunByNpm = process.env["npm_lifecycle_event"] === "invite";
  return (isRunByNpm ? process.env["INIT_CWD"] : undefined) ?? process.cwd();
}

async function readList(path: string | null): Promise<Uint8Array> {
  if (path === null) return await buffer(process.stdin);
  try {
    return await readFile(path);
  } catch (error) {
    const cause = isFileError(error) ? ` (${error.code})` : "";
    throw new Error(`The list can't be read: ${path}${cause}`, { cause: error });
  }
}

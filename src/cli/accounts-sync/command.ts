import { exitCodes, runCommand } from "../run-command.ts";
import { parseSyncOptions, syncOptions, syncUsage } from "./options.ts";
import { notWritten, syncAccounts } from "./sync-accounts.ts";
import { describeSummary } from "./sync-summary.ts";

process.exitCode = await runCommand({
  usage: syncUsage,
  options: syncOptions,
  parse: parseSyncOptions,
  run: async (options, context) => {
    const summary = describeSummary(await syncAccounts({ ...options, ...context }));
    process.stdout.write(`${summary}\n${options.isDryRun ? "A dry run: nothing was written\n" : ""}`);
    return exitCodes.done;
  },
  failure: notWritten,
  itemsBetweenLines: 500,
});

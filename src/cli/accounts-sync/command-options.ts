import { parseArgs } from "node:util";

import { type WorkosAccess, parseWorkosAccess } from "../workos-access.ts";
import { parseAccountsConfiguration } from "../../function/features/local-issuer/accounts/accounts-configuration.ts";
import type { FunctionVariables } from "../../function/core/configuration/variables.ts";

export type SyncCommandOptions = {
  /** Where the copy goes, as `PORTICO_ACCOUNTS` writes it; relative to the folder of `.env`. */
  path: string;
  access: WorkosAccess;
  isDryRun: boolean;
  isRestart: boolean;
  acceptsRemovals: boolean;
};

/** How the command is called. */
export const syncUsage = `npm run accounts:sync -- [--dry-run] [--restart] [--accept-removals]
  --dry-run           read and count, write nothing
  --restart           begin anew instead of going on where the last run stopped
  --accept-removals   write the copy although most of its accounts are gone from WorkOS`;

const defaultPath = "accounts.synced.json";

/**
 * What the command line and the variables ask for.
 * @throws Error with words for the terminal, free of the variables' values
 */
export function parseSyncCommand(commandLine: string[], variables: FunctionVariables): SyncCommandOptions {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      "dry-run": { type: "boolean", default: false },
      restart: { type: "boolean", default: false },
      "accept-removals": { type: "boolean", default: false },
    },
  });
  const configuration = parseAccountsConfiguration(variables);
  return {
    path: configuration.kind === "synced" ? configuration.path : defaultPath,
    access: parseWorkosAccess(variables, "the environment whose accounts are copied"),
    isDryRun: values["dry-run"],
    isRestart: values.restart,
    acceptsRemovals: values["accept-removals"],
  };
}

import { resolve } from "node:path";
import { parseArgs } from "node:util";

import type { FunctionVariables } from "../../function/core/configuration/workos-variables.ts";
import { parseAccountsConfiguration } from "../../function/features/local-issuer/accounts/accounts-configuration.ts";
import { projectDirectory } from "../run-command.ts";
import { type WorkosAccess, parseWorkosAccess } from "../workos-client.ts";

export type SyncOptions = {
  /** Where the copy goes. */
  path: string;
  access: WorkosAccess;
  /** Reads and counts without writing any file. */
  isDryRun: boolean;
  /** Discards what an earlier run has read. */
  isRestart: boolean;
  /** Writes the copy although most of its accounts are gone from WorkOS. */
  acceptsRemovals: boolean;
};

export const syncUsage = `npm run accounts:sync -- [options]
  --dry-run           read and count, write nothing
  --restart           start over instead of continuing where the last run stopped
  --accept-removals   write the copy although most of its accounts are gone from WorkOS
  --help              show this`;

export const syncOptions = {
  "dry-run": { type: "boolean", default: false },
  restart: { type: "boolean", default: false },
  "accept-removals": { type: "boolean", default: false },
} as const;

const defaultPath = "accounts.synced.json";

/**
 * The options from the command line and the variables.
 * @throws Error with a message for the terminal, free of the variables' values
 */
export function parseSyncOptions(commandLine: string[], variables: FunctionVariables): SyncOptions {
  const { values } = parseArgs({ args: commandLine, options: syncOptions });
  const configuration = parseAccountsConfiguration(variables);
  return {
    // Relative to the folder of `.env`.
    path: resolve(projectDirectory, configuration.kind === "synced" ? configuration.path : defaultPath),
    access: parseWorkosAccess(variables, "the environment whose accounts are copied"),
    isDryRun: values["dry-run"],
    isRestart: values.restart,
    acceptsRemovals: values["accept-removals"],
  };
}

import { resolve } from "node:path";

import type { AccountsConfiguration } from "../accounts/accounts-configuration.ts";
import type { WriteLogEvent } from "../../../core/logging/log-entry.ts";
import type { AccountDirectory } from "../accounts/account.ts";
import { createHttpAccountDirectory } from "../accounts/http-account-directory.ts";
import { openFileAccountDirectory } from "./file-account-directory.ts";

// Node only: hosts import this module, the function never does.

/**
 * The directory that `PORTICO_ACCOUNTS` names; null when it is unset.
 *
 * @param options.baseDirectory the base of relative paths: the folder of `.env`
 * @throws Error naming PORTICO_ACCOUNTS when its file can't be used
 */
export async function createAccountDirectory(options: {
  configuration: AccountsConfiguration;
  baseDirectory: string;
  fetch: typeof fetch;
  now: () => number;
  writeLog: WriteLogEvent;
}): Promise<AccountDirectory | null> {
  const { configuration, baseDirectory, now, writeLog } = options;
  switch (configuration.kind) {
    case "not_configured":
      return null;
    case "http":
      return createHttpAccountDirectory({ ...configuration, fetch: options.fetch, now });
    case "file":
    case "synced": {
      const path = resolve(baseDirectory, configuration.path);
      const format = configuration.kind === "synced" ? "synced" : configuration.format;
      return await openFileAccountDirectory({ path, format, now, writeLog });
    }
  }
  return configuration satisfies never;
}

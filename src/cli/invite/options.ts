import { resolve } from "node:path";
import { parseArgs } from "node:util";

import type { FunctionVariables } from "../../function/core/configuration/workos-variables.ts";
import { type WorkosAccess, parseWorkosAccess } from "../workos-client.ts";
import { type SettingTexts, parseInvitationSettings } from "./invitation-list.ts";

export type InviteOptions = {
  /** Null: standard input. */
  listPath: string | null;
  /** Null only in a dry run over standard input. */
  statePath: string | null;
  reportPath: string | null;
  /** For lines that leave a setting empty. */
  defaults: SettingTexts;
  isDryRun: boolean;
  acceptsNewKey: boolean;
  access: WorkosAccess;
};

export const inviteUsage = `npm run invite -- LIST [options]
  LIST                     CSV with a header (email, organization, role, expires_in_days, locale), or an
                           address on each line; - reads standard input
  --organization ID        organization for lines that name none
  --role SLUG              role for lines that name none
  --expires-in-days DAYS   1 to 30, for lines that don't say
  --locale LOCALE          language of the mail for lines that name none
  --dry-run                show what would be sent, send nothing
  --report FILE            write the result of each line, as JSON lines
  --state FILE             where to record who has been invited; default: LIST.invited.jsonl
  --new-key                continue a state file that was written with another API key
  --help                   show this`;

export const inviteOptions = {
  organization: { type: "string" },
  role: { type: "string" },
  "expires-in-days": { type: "string" },
  locale: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  report: { type: "string" },
  state: { type: "string" },
  "new-key": { type: "boolean", default: false },
} as const;

const stateSuffix = ".invited.jsonl";

/**
 * The options from the command line and the variables.
 * @param directory base of relative paths
 * @throws Error with a message for the terminal, free of the variables' values
 */
export function parseInviteOptions(
  commandLine: string[],
  variables: FunctionVariables,
  directory: string,
): InviteOptions {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: inviteOptions,
  });
  const [list] = positionals;
  if (list === undefined || list === "" || positionals.length > 1) throw new Error("Name exactly one list");
  // As from an unset shell variable: the default would silently replace what was meant.
  const empty = Object.entries(values).find(([, value]) => value === "");
  if (empty !== undefined) throw new Error(`--${empty[0]} must have a value`);

  const listPath = list === "-" ? null : resolve(directory, list);
  const state = values.state ?? (list === "-" ? undefined : `${list}${stateSuffix}`);
  if (state === undefined && !values["dry-run"]) {
    throw new Error("A list from standard input needs --state, so that no one is invited twice");
  }
  const statePath = state === undefined ? null : resolve(directory, state);
  const reportPath = values.report === undefined ? null : resolve(directory, values.report);
  const paths = [listPath, statePath, reportPath].filter((path) => path !== null);
  if (new Set(paths).size < paths.length) {
    throw new Error("The list, the state file and the report must be different files");
  }

  const defaults: SettingTexts = {
    organizationId: values.organization ?? null,
    roleSlug: values.role ?? null,
    expiresInDays: values["expires-in-days"] ?? null,
    locale: values.locale ?? null,
  };
  const settings = parseInvitationSettings(defaults);
  if (!settings.ok) throw new Error(`In the options, ${settings.reason}`);
  return {
    listPath,
    statePath,
    reportPath,
    defaults,
    isDryRun: values["dry-run"],
    acceptsNewKey: values["new-key"],
    access: parseWorkosAccess(variables, "the environment to which people are invited"),
  };
}

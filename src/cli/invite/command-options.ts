import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type WorkosAccess, parseWorkosAccess } from "../workos-access.ts";
import type { FunctionVariables } from "../../function/core/configuration/variables.ts";
import { type SettingTexts, readInvitationSettings } from "./invitation-fields.ts";

// For Node alone: its command line.

export type InviteCommand =
  | { kind: "help" }
  | {
      kind: "run";
      /** Null: standard input. */
      listPath: string | null;
      /** Null in a dry run over standard input alone. */
      statePath: string | null;
      reportPath: string | null;
      /** What counts where a line doesn't say. */
      defaults: SettingTexts;
      isDryRun: boolean;
      acceptsNewKey: boolean;
      access: WorkosAccess;
    };

/** How the command is called. */
export const inviteUsage = `npm run invite -- LIST [options]
  LIST                     CSV with a header (email, organization, role, expires_in_days, locale), or an
                           address on each line; - reads standard input
  --organization ID        organization where a line names none
  --role SLUG              role where a line names none
  --expires-in-days DAYS   1 to 30, where a line doesn't say
  --locale LOCALE          language of the mail where a line names none
  --dry-run                say what would be sent, send nothing
  --report FILE            write what became of each line, as JSON lines
  --state FILE             where it stands who is invited already; default: LIST.invited.jsonl
  --new-key                go on with a state file that was written with another API key
  --help                   show this`;

const stateSuffix = ".invited.jsonl";

/**
 * What the command line and the variables ask for.
 * @param directory what relative paths are relative to
 * @throws Error with words for the terminal, free of the variables' values
 */
export function parseInviteCommand(
  commandLine: string[],
  variables: FunctionVariables,
  directory: string,
): InviteCommand {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: {
      organization: { type: "string" },
      role: { type: "string" },
      "expires-in-days": { type: "string" },
      locale: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      report: { type: "string" },
      state: { type: "string" },
      "new-key": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { kind: "help" };
  const [list] = positionals;
  if (list === undefined || list === "" || positionals.length > 1) throw new Error("Name one list");
  // As of a variable of the shell that isn't set: the default would count instead of what was meant.
  const empty = Object.entries(values).find(([, value]) => value === "");
  if (empty !== undefined) throw new Error(`--${empty[0]} must have a value`);

  const listPath = list === "-" ? null : resolve(directory, list);
  const state = values.state ?? (list === "-" ? undefined : `${list}${stateSuffix}`);
  if (state === undefined && !values["dry-run"]) {
    throw new Error("A list from standard input needs --state, so that nobody is invited twice");
  }
  const statePath = state === undefined ? null : resolve(directory, state);
  const reportPath = values.report === undefined ? null : resolve(directory, values.report);
  const paths = [listPath, statePath, reportPath].filter((path) => path !== null);
  if (new Set(paths).size < paths.length) {
    throw new Error("The list, the state file and the report must be different files");
  }
  return {
    kind: "run",
    listPath,
    statePath,
    reportPath,
    defaults: readDefaults(values),
    isDryRun: values["dry-run"],
    acceptsNewKey: values["new-key"],
    access: parseWorkosAccess(variables, "the environment to which people are invited"),
  };
}

function readDefaults(values: Record<string, unknown>): SettingTexts {
  const read = (name: string): string | null => {
    const value = values[name];
    return typeof value === "string" ? value : null;
  };
  const defaults: SettingTexts = {
    organizationId: read("organization"),
    roleSlug: read("role"),
    expiresInDays: read("expires-in-days"),
    locale: read("locale"),
  };
  const settings = readInvitationSettings(defaults);
  if (!settings.ok) throw new Error(`Of the options ${settings.reason}`);
  return defaults;
}

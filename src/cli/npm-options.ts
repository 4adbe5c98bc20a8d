/** The options of a script, as `parseArgs` takes them. */
export type ScriptOptions = Record<string, { type: "boolean" | "string" }>;

type Environment = Record<string, string | undefined>;

/**
 * The message for the terminal when npm kept options of this script for itself, or null.
 *
 * `npm run invite people.csv --dry-run` passes on `people.csv` only. npm 9 to 11 turn every option before `--`, known to them or
 * not, into a variable such as `npm_config_dry_run`; npm 12 does so with its own, and refuses others. A script that went on would
 * send what was only to be shown. A setting in an .npmrc gives the same variable: stopping is the safe side.
 *
 * @param commandLine what npm did pass on
 */
export function describeOptionsKeptByNpm(
  options: ScriptOptions,
  commandLine: readonly string[],
  environment: Environment,
): string | null {
  const script = environment["npm_lifecycle_event"];
  if (script === undefined || passesOptionsOn(environment)) return null;
  const kept = findKeptOptions(options, commandLine, environment);
  if (kept.length === 0) return null;
  return [
    `npm kept ${kept.join(", ")} for itself, and nothing was done.`,
    `Put -- before the options: ${describeCall(script)} -- … ${kept.join(" ")}`,
    "If an .npmrc or a variable npm_config_… sets it, remove it there.",
  ].join("\n");
}

/** How a person started the script, by npm's name for it: its options are checked in a script of their own that comes before. */
function describeCall(script: string): string {
  return script === "npx" ? "npm exec" : `npm run ${script.replace(/^pre/, "")}`;
}

/** Whether the script was started by a package manager that passes options on; these set some of npm's variables too. */
function passesOptionsOn(environment: Environment): boolean {
  return /^(?:pnpm|yarn|bun)\//.test(environment["npm_config_user_agent"] ?? "");
}

function findKeptOptions(
  options: ScriptOptions,
  commandLine: readonly string[],
  environment: Environment,
): string[] {
  return Object.entries(environment).flatMap(([variable, value = ""]) => {
    const [, name] = /^npm_config_(.+)$/i.exec(variable) ?? [];
    if (name === undefined) return [];
    const isOff = value === "" || value === "false";
    // To npm, -n answers its questions with no; to other commands it means a dry run.
    if (name === "yes" && isOff && "dry-run" in options) return ["-n"];
    const option = Object.entries(options).find(([option, { type }]) => {
      if (type === "string") return isMeant(name, option);
      // `--no-sign-up` becomes `npm_config_sign_up=`.
      if (option.startsWith("no-")) return isOff && isMeant(name, option.slice("no-".length));
      // Both say the same when the option was also passed on.
      return !isOff && isMeant(name, option) && !commandLine.includes(`--${option}`);
    });
    if (option === undefined) return [];
    const [known, { type }] = option;
    const isNegative = type === "boolean" && isOff;
    const given = `${isNegative ? "no-" : ""}${name.toLowerCase().replaceAll("_", "-")}`;
    return [`--${lettersOf(given) === lettersOf(known) ? known : given}`];
  });
}

/** Whether a name is the option, its beginning or a misspelling: with `--`, `parseArgs` would have refused it. */
function isMeant(name: string, option: string): boolean {
  const [given, expected] = [lettersOf(name), lettersOf(option)];
  const maximum = given.length < 3 ? 0 : given.length < 8 ? 1 : 2;
  return given[0] === expected[0] && distanceToBeginning(given, expected) <= maximum;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** How many letters must be added, removed or replaced to make the nearest beginning (three letters at least) of `expected`. */
function distanceToBeginning(given: string, expected: string): number {
  // Levenshtein's matrix, row by row: the last one has the distance to each beginning.
  let row = Array.from({ length: expected.length + 1 }, (_, length) => length);
  for (let at = 0; at < given.length; at += 1) {
    const next = [at + 1];
    for (let before = 0; before < expected.length; before += 1) {
      const replaced = (row[before] ?? 0) + (given[at] === expected[before] ? 0 : 1);
      next.push(Math.min((row[before + 1] ?? 0) + 1, (next[before] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return Math.min(...row.slice(3));
}

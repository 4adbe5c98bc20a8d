import { isAbsolute, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

import type { FunctionVariables } from "../../function/core/configuration/workos-variables.ts";
import { contentVariables } from "../../function/hosts/content-origins.ts";
import { refuseMisspeltVariables, variableNames } from "../../function/hosts/variable-names.ts";

export type StampOptions = {
  /** Where each folder of the build is, and where its stamped files go. */
  folders: readonly { from: string; to: string }[];
  variables: FunctionVariables;
};

export const stampUsage = `npm run stamp -- FOLDER … [--out FOLDER] [VARIABLE=VALUE …]
  FOLDER           dist, and the other folders that npm run build has written for your host
  --out FOLDER     write a stamped copy there, and leave the build as it is
  VARIABLE=VALUE   in place of the environment's and the .env files': VITE_WORKOS_…, PORTICO_ORIGIN, PORTICO_…_ORIGINS
  --help           show this`;

export const stampOptions = { out: { type: "string" } } as const;

/** What pages and their headers depend on. All else is the function's: in files that everyone gets, a secret would be public. */
const stampedVariables: readonly string[] = [
  "PORTICO_ORIGIN",
  ...Object.values(contentVariables),
  ...variableNames.filter((name) => name.startsWith("VITE_")),
];

/**
 * The options from the command line and the variables.
 * @param base of relative paths
 * @throws Error with a message for the terminal, free of the variables' values
 */
export function parseStampOptions(
  commandLine: string[],
  variables: FunctionVariables,
  base: string,
): StampOptions {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: stampOptions,
  });
  const named = positionals.filter((argument) => !argument.includes("="));
  if (named.length === 0 || named.includes("")) throw new Error("Name the folder of the build, such as dist");
  // As from an unset shell variable: the build itself would silently be changed.
  if (values.out === "") throw new Error("--out must have a value");
  const out = values.out === undefined ? null : resolve(base, values.out);
  const folders = named.map((folder) => {
    const from = resolve(base, folder);
    if (out === null) return { from, to: from };
    if (isWithin(from, out) || isWithin(out, from))
      throw new Error("--out must be another folder, neither in the build nor around it");
    if (named.length === 1) return { from, to: out };
    // Its copy would be beside `out`, and for some folders the build itself.
    if (!isWithin(base, from)) throw new Error("--out takes several folders only from below this one");
    return { from, to: resolve(out, relative(base, from)) };
  });
  const isTwice = folders.some(({ from }, index) =>
    folders.some((other, place) => place !== index && isWithin(from, other.from)),
  );
  if (isTwice) throw new Error("Name each folder once, and none within another");
  const assignments = positionals.filter((argument) => argument.includes("="));
  return {
    folders,
    variables: { ...variables, ...Object.fromEntries(assignments.map(parseAssignment)) },
  };
}

function parseAssignment(argument: string): [string, string] {
  const separator = argument.indexOf("=");
  const name = argument.slice(0, separator);
  const value = argument.slice(separator + 1);
  if (stampedVariables.includes(name)) return [name, value];
  refuseMisspeltVariables({ [name]: value });
  throw new Error(
    `${JSON.stringify(name)} isn't written into a build; these are: ${stampedVariables.join(", ")}`,
  );
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}

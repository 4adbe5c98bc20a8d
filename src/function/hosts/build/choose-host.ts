import { readVariable } from "../../../contract/variables.ts";
import type { FunctionVariables } from "../../core/configuration/workos-variables.ts";
import { type HostName, hostNames } from "../host-preset.ts";

/** Variables that hosts set while they build, by host. */
const hostVariables: readonly (readonly [HostName, string])[] = [
  ["vercel", "VERCEL"],
  ["netlify", "NETLIFY"],
  // In place of it, in builds of `netlify deploy` and `netlify build`.
  ["netlify", "NETLIFY_LOCAL"],
  ["cloudflare", "WORKERS_CI"],
  ["cloudflare", "CF_PAGES"],
];

/**
 * The host that a build is for: the one of `PORTICO_HOST`, else the one that the build runs on, else Node.
 * @throws Error naming PORTICO_HOST
 */
export function chooseHost(variables: FunctionVariables): HostName {
  const text = readVariable(variables, "PORTICO_HOST");
  if (text === null) {
    return hostVariables.find(([, name]) => readVariable(variables, name) !== null)?.[0] ?? "node";
  }
  const host = hostNames.find((name) => name === text);
  if (host === undefined) throw new Error(`PORTICO_HOST must be one of ${hostNames.join(", ")}`);
  return host;
}

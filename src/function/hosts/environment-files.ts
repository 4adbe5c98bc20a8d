import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { readEnvironmentFiles } from "./read-environment-files.ts";
import { refuseMisspeltVariables } from "./variable-names.ts";

/**
 * The variables of the process and of the `.env` files in a folder.
 *
 * @param mode `development` for the development server; `production` for everything else, unless `vite build --mode` says so
 * @throws Error naming a file that isn't text, or a misspelt variable
 */
export function readVariables(mode: string, directory: string): FunctionVariables {
  const variables = readEnvironmentFiles(mode, directory);
  refuseMisspeltVariables(variables);
  return variables;
}

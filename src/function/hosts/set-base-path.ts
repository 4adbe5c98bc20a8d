import { join } from "node:path";

import { parseBasePath } from "../../contract/base-path-variable.ts";
import { readVariable } from "../../contract/variables.ts";
import { readEnvironmentFiles } from "./read-environment-files.ts";

// Sets the base path for all that runs from the sources: the development server, the build and the mocked WorkOS. It must be their
// first import, because paths are constants that begin with it.

const projectDirectory = join(import.meta.dirname, "..", "..", "..");

if (process.env["VITEST"] === undefined) {
  const variables = readEnvironmentFiles(readMode(process.argv), projectDirectory);
  globalThis.porticoBasePath = parseBasePath(readVariable(variables, "PORTICO_BASE_PATH"));
}

/** As Vite chooses it. */
function readMode(commandLine: readonly string[]): string {
  const index = commandLine.findIndex((argument) => /^(?:-m|--mode)(?:=|$)/.test(argument));
  const [, given] = commandLine[index]?.split("=") ?? [];
  const mode = given ?? (index === -1 ? undefined : commandLine[index + 1]);
  return (
    mode ??
    (commandLine.some((argument) => ["build", "preview"].includes(argument)) ? "production" : "development")
  );
}

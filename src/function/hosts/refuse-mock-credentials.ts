import { isPlainLocalhostOrigin } from "../../contract/own-origin.ts";
import { readVariable } from "../../contract/variables.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";

/**
 * Refuses the mocked WorkOS's key and client id where the console isn't on localhost: WorkOS would refuse every call made with them.
 * @throws Error naming the variable
 */
export function refuseMockCredentials(variables: FunctionVariables, ownOrigin: string): void {
  if (isPlainLocalhostOrigin(ownOrigin)) return;
  for (const name of ["WORKOS_API_KEY", "WORKOS_CLIENT_ID", "VITE_WORKOS_CLIENT_ID"]) {
    if (readVariable(variables, name)?.endsWith("_portico_mock") === true)
      throw new Error(`${name} is that of the mocked WorkOS; use the one of your environment at WorkOS`);
  }
}

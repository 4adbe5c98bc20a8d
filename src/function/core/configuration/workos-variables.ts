import { parseApiOrigin, readVariable } from "../../../contract/variables.ts";

/** Environment variables by name; an empty value counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;

/** WorkOS's own API. */
export const workosOrigin = "https://api.workos.com";

/**
 * The URL of WorkOS's API (`WORKOS_API_URL`, else the public one, else WorkOS's own) with the name of its variable.
 * @throws Error naming that variable
 */
export function parseWorkosApiUrl(variables: FunctionVariables): { name: string; url: URL } {
  const isOwn = readVariable(variables, "WORKOS_API_URL") !== null;
  const name = isOwn ? "WORKOS_API_URL" : "VITE_WORKOS_API_URL";
  return { name, url: parseApiOrigin(name, readVariable(variables, name) ?? workosOrigin) };
}

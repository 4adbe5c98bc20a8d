import { defaultWorkosApiUrl } from "../../../contract/public-config-block.ts";
import { parseApiOrigin, readVariable } from "../../../contract/variables.ts";

/** Environment variables by name; an empty value counts as unset. */
export type FunctionVariables = Record<string, string | undefined>;

/** `WORKOS_API_URL`, else the public one, else WorkOS's own, with the variable's name. @throws Error naming it */
export function parseWorkosApiUrl(variables: FunctionVariables): { name: string; url: URL } {
  const isOwn = readVariable(variables, "WORKOS_API_URL") !== null;
  const name = isOwn ? "WORKOS_API_URL" : "VITE_WORKOS_API_URL";
  return { name, url: parseApiOrigin(name, readVariable(variables, name) ?? defaultWorkosApiUrl) };
}

import type { FunctionVariables } from "./variables.ts";

const defaultWorkosApiUrl = "https://api.workos.com";

/**
 * Where WorkOS's API is: `WORKOS_API_URL`, else the public `VITE_WORKOS_API_URL`, else WorkOS's own address.
 *
 * @throws Error that names WORKOS_API_URL
 */
export function parseWorkosApiUrl(variables: FunctionVariables): URL {
  const read = (name: string): string | null => variables[name]?.trim() || null;
  let url: URL;
  try {
    url = new URL(read("WORKOS_API_URL") ?? read("VITE_WORKOS_API_URL") ?? defaultWorkosApiUrl);
  } catch {
    throw new Error(`WORKOS_API_URL must be a URL such as ${defaultWorkosApiUrl}`);
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.href !== `${url.origin}/`) {
    throw new Error("WORKOS_API_URL must be an http or https origin without path, query or credentials");
  }
  return url;
}

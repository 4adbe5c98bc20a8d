import { createHash } from "node:crypto";

import { parseWorkosApiUrl } from "../function/core/configuration/workos-api-url.ts";
import type { FunctionVariables } from "../function/core/configuration/variables.ts";

// For Node alone: how the project's commands reach WorkOS.

export type WorkosAccess = { apiUrl: URL; apiKey: string };

/**
 * The WorkOS that the variables name, and the key to it.
 * @param purpose whose key it is, in words: "the environment whose accounts are copied"
 * @throws Error with words for the terminal, free of the variables' values
 */
export function parseWorkosAccess(variables: FunctionVariables, purpose: string): WorkosAccess {
  const apiKey = variables["WORKOS_API_KEY"]?.trim() || null;
  if (apiKey === null || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new Error(`WORKOS_API_KEY must be set to the key of ${purpose}`);
  }
  return { apiKey, apiUrl: parseWorkosApiUrl(variables) };
}

/** A name for one WorkOS environment that doesn't tell its key. */
export function nameSource(access: WorkosAccess): string {
  return createHash("sha256").update(`${access.apiUrl.origin} ${access.apiKey}`).digest("hex").slice(0, 16);
}

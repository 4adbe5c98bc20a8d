import { requireOneClient } from "../../../contract/public-config-block.ts";
import { parseToken, readVariable, requireTls } from "../../../contract/variables.ts";
import { type FunctionVariables, parseWorkosApiUrl } from "./workos-variables.ts";
import { isPlainLocalhostOrigin, type OwnOrigins, readOwnOrigins } from "../../../contract/own-origin.ts";
import { type SealingKey, parseSealingKeys } from "./sealing-keys.ts";

/** How the function reaches WorkOS. */
export type WorkosAccess = { apiKey: string; clientId: string; apiUrl: URL };

/** The configuration, or the names of the required variables that are missing. */
export type FunctionConfiguration =
  | {
      kind: "configured";
      ownOrigins: OwnOrigins;
      sealingKeys: [SealingKey, ...SealingKey[]];
      workos: WorkosAccess;
    }
  | { kind: "not_configured"; missingVariables: string[] };

/**
 * The parsed configuration. Missing variables are a valid state, so that a console without e-mail codes still runs;
 * malformed ones are an error at start, so that a typo never surfaces during a sign-in.
 * @throws Error naming the malformed variable
 */
export function parseFunctionConfiguration(
  variables: FunctionVariables,
  isDevelopment = false,
): FunctionConfiguration {
  const ownOrigins = readOwnOrigins(variables, isDevelopment);
  const isPublic = ownOrigins !== null && !isDevelopment && !isPlainLocalhostOrigin(ownOrigins.main);
  const { name, url: apiUrl } = parseWorkosApiUrl(variables);
  if (isPublic) requireTls(name, apiUrl);
  const apiKey = parseToken(variables, "WORKOS_API_KEY", "sk_");
  const publicClientId = parseToken(variables, "VITE_WORKOS_CLIENT_ID", "client_");
  const clientId = parseToken(variables, "WORKOS_CLIENT_ID", "client_") ?? publicClientId;
  requireOneClient(publicClientId, clientId);
  const keysText = readVariable(variables, "PORTICO_KEYS");
  const sealingKeys = keysText === null ? null : parseSealingKeys(keysText, isPublic);

  if (apiKey === null || clientId === null || sealingKeys === null || ownOrigins === null) {
    const needed = {
      WORKOS_API_KEY: apiKey,
      WORKOS_CLIENT_ID: clientId,
      PORTICO_KEYS: sealingKeys,
      PORTICO_ORIGIN: ownOrigins,
    };
    const missing = Object.entries(needed).filter(([, value]) => value === null);
    return { kind: "not_configured", missingVariables: missing.map(([name]) => name) };
  }
  return { kind: "configured", ownOrigins, sealingKeys, workos: { apiKey, clientId, apiUrl } };
}

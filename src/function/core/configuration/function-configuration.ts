import { type FunctionVariables, parseWorkosApiUrl, parseWorkosIssuers } from "./workos-variables.ts";
import { parseOwnOrigin } from "./own-origin.ts";
import { type SealingKey, parseSealingKeys } from "./sealing-keys.ts";

/** How the function reaches WorkOS and recognizes its access tokens. */
export type WorkosAccess = {
  apiKey: string;
  clientId: string;
  apiUrl: URL;
  /** Accepted `iss` values, compared exactly. */
  issuers: readonly string[];
};

/** The configuration, or the names of the required variables that are missing. */
export type FunctionConfiguration =
  | {
      kind: "configured";
      ownOrigin: string;
      sealingKeys: [SealingKey, ...SealingKey[]];
      workos: WorkosAccess;
    }
  | { kind: "not_configured"; missingVariables: string[] };

/**
 * The parsed configuration. Missing variables are a valid state, so that a console without e-mail codes still runs;
 * malformed ones are an error at start, so that a typo never surfaces during a sign-in.
 *
 * @throws Error naming the malformed variable
 */
export function parseFunctionConfiguration(variables: FunctionVariables): FunctionConfiguration {
  const read = (name: string): string | null => variables[name]?.trim() || null;

  const apiUrl = parseWorkosApiUrl(variables);
  const apiKey = parseToken("WORKOS_API_KEY", read("WORKOS_API_KEY"));
  const clientId = parseToken("WORKOS_CLIENT_ID", read("WORKOS_CLIENT_ID") ?? read("VITE_WORKOS_CLIENT_ID"));
  const keysText = read("PORTICO_KEYS");
  const sealingKeys = keysText === null ? null : parseSealingKeys(keysText);
  const originText = read("PORTICO_ORIGIN");
  const ownOrigin = originText === null ? null : parseOwnOrigin(originText);

  if (apiKey === null || clientId === null || sealingKeys === null || ownOrigin === null) {
    const needed = {
      WORKOS_API_KEY: apiKey,
      WORKOS_CLIENT_ID: clientId,
      PORTICO_KEYS: sealingKeys,
      PORTICO_ORIGIN: ownOrigin,
    };
    const missing = Object.entries(needed).filter(([, value]) => value === null);
    return { kind: "not_configured", missingVariables: missing.map(([name]) => name) };
  }
  const issuers = parseWorkosIssuers(variables, { apiUrl, clientId, ownOrigin });
  return { kind: "configured", ownOrigin, sealingKeys, workos: { apiKey, clientId, apiUrl, issuers } };
}

/** A value that is sent unchanged in a request header or body. */
function parseToken(name: string, value: string | null): string | null {
  if (value !== null && !/^[\x21-\x7e]+$/.test(value)) {
    throw new Error(`${name} must not contain spaces or other characters outside printable ASCII`);
  }
  return value;
}

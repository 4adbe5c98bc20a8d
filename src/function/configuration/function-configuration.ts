import type { FunctionVariables } from "../environment.ts";
import { parseOwnOrigin } from "./own-origin.ts";
import { type SealingKey, parseSealingKeys } from "./sealing-keys.ts";

/** How the function reaches WorkOS. */
export type WorkosAccess = { apiKey: string; clientId: string; apiUrl: URL };

/** The configuration, or the names of the variables that are missing for the function to do its work. */
export type FunctionConfiguration =
  | {
      kind: "configured";
      ownOrigin: string;
      sealingKeys: [SealingKey, ...SealingKey[]];
      workos: WorkosAccess;
    }
  | { kind: "not_configured"; missingVariables: string[] };

const defaultWorkosApiUrl = "https://api.workos.com";

/**
 * The parsed configuration. What is missing is a state of the function, so that a console without e-mail codes still runs;
 * what is malformed is an error at start, so that a typing mistake isn't found by the people who sign in.
 *
 * @throws Error that names the malformed variable
 */
export function parseFunctionConfiguration(variables: FunctionVariables): FunctionConfiguration {
  const read = (name: string): string | null => variables[name]?.trim() || null;

  const apiUrl = parseApiUrl(read("WORKOS_API_URL") ?? read("VITE_WORKOS_API_URL") ?? defaultWorkosApiUrl);
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
    const missingVariables = Object.entries(needed).flatMap(([name, value]) =>
      value === null ? [name] : [],
    );
    return { kind: "not_configured", missingVariables };
  }
  return { kind: "configured", ownOrigin, sealingKeys, workos: { apiKey, clientId, apiUrl } };
}

function parseApiUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`WORKOS_API_URL must be a URL such as ${defaultWorkosApiUrl}`);
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (!isWeb || url.href !== `${url.origin}/`) {
    throw new Error("WORKOS_API_URL must be an http or https origin without path, query or credentials");
  }
  return url;
}

/** A value that goes into a request header or body as it stands. */
function parseToken(name: string, value: string | null): string | null {
  if (value !== null && !/^[\x21-\x7e]+$/.test(value)) {
    throw new Error(`${name} must not contain spaces or other characters outside printable ASCII`);
  }
  return value;
}

import { isIP } from "node:net";

import { basePath } from "../../contract/base-path.ts";
import { parseBasePath } from "../../contract/base-path-variable.ts";
import { readVariable } from "../../contract/variables.ts";
import { type OwnOrigins, parseOwnOrigins } from "../../contract/own-origin.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { type CounterPlace, parseCounterPlace } from "../stores/counter-place.ts";
import { refuseMockCredentials } from "./refuse-mock-credentials.ts";

/** Where `npm start` listens, under which origins browsers reach it, and where it counts. */
export type StartVariables = {
  port: number;
  host: string;
  /** The main one. */
  ownOrigin: string;
  ownOrigins: OwnOrigins;
  counterPlace: CounterPlace;
};

/** @throws Error naming the malformed variable */
export function parseStartVariables(variables: FunctionVariables): StartVariables {
  if (parseBasePath(readVariable(variables, "PORTICO_BASE_PATH") ?? `${basePath}/`) !== basePath) {
    throw new Error(
      "PORTICO_BASE_PATH differs from the one in the build; set it right, and run npm run build again",
    );
  }
  const port = parsePort(readVariable(variables, "PORT") ?? "4300");
  const host = readVariable(variables, "HOST") ?? "localhost";
  if (isIP(host) === 0 && !/^(?!-)(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/i.test(host)) {
    throw new Error(
      "HOST must be a name or an address without scheme and port, such as localhost or 0.0.0.0",
    );
  }
  const origin = readVariable(variables, "PORTICO_ORIGIN");
  const ownOrigins = parseOwnOrigins(origin ?? `http://localhost:${String(port)}`);
  const ownOrigin = ownOrigins.main;
  refuseMockCredentials(variables, ownOrigin);
  return { port, host, ownOrigin, ownOrigins, counterPlace: parseCounterPlace(variables, ownOrigin) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^[0-9]{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new Error("PORT must be a number from 1 to 65535");
  }
  return port;
}

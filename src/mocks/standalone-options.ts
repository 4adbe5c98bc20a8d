import { parseArgs } from "node:util";

import { basePath } from "../contract/base-path.ts";
import type { MockWorkosOptions } from "./workos/mock-workos.ts";

export type StandaloneOptions = {
  port: number;
  host: string;
  originOf: (port: number) => string;
  workos: Omit<MockWorkosOptions, "origin">;
};

/** How the command is called. */
export const standaloneUsage =
  "node src/mocks/standalone.ts --app-origin http://localhost:4300 [--port 4100] [--host localhost] [--origin http://localhost:4100] [--cookie-domain portico.localhost] [--no-sign-up]";

/**
 * The command line as options.
 * @throws Error with words for the terminal
 */
export function parseStandaloneOptions(commandLine: string[]): StandaloneOptions {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      port: { type: "string", default: "4100" },
      host: { type: "string", default: "localhost" },
      "app-origin": { type: "string" },
      origin: { type: "string" },
      "cookie-domain": { type: "string" },
      "no-sign-up": { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be a port, but is ${values.port}`);
  }
  const appOrigin = parseOrigin("--app-origin", values["app-origin"]);
  const appUrl = appOrigin + basePath;
  const ownOrigin = values.origin === undefined ? null : parseOrigin("--origin", values.origin);
  const cookieDomain = values["cookie-domain"];
  // With a cookie domain the mock has to be same-site with the app, as a custom authentication domain is.
  const hostname = cookieDomain === undefined ? values.host : `auth.${cookieDomain}`;
  return {
    port,
    host: values.host,
    originOf: (boundPort) => ownOrigin ?? `http://${hostname}:${boundPort}`,
    workos: {
      redirectUris: [`${appUrl}/auth/workos/callback`, `${appUrl}/auth/magic-link/callback`],
      logoutUris: [`${appUrl}/signed-out`],
      allowedOrigins: [appOrigin],
      signUpAllowed: !values["no-sign-up"],
      ...(cookieDomain === undefined ? {} : { cookieDomain }),
    },
  };
}

function parseOrigin(option: string, value: string | undefined): string {
  const url = value === undefined ? null : URL.parse(value);
  if (url === null || url.pathname !== "/" || url.search !== "" || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `${option} must be an origin such as http://localhost:4300, but is ${value ?? "missing"}`,
    );
  }
  return url.origin;
}

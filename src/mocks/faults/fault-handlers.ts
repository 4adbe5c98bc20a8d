import { http, type HttpHandler } from "msw";

import { buildCorsHeaders } from "../http/cors.ts";
import { readParameters } from "../http/request-parameters.ts";
import type { WorkosSettings } from "../workos/settings.ts";
import type { Faults } from "./faults.ts";
import { playFault } from "./play-fault.ts";

const paths = [
  "/user_management/*",
  "/sso/*",
  "/passwordless/*",
  "/organizations",
  "/organizations/*",
  "/authorization/*",
  "/connections",
  "/auth/factors/*",
  "/mock/authkit",
  "/mock/authkit/*",
];

/**
 * Handlers that stand before all others and play the faults; a request that meets none goes on to the next handler.
 * Preflights meet none: they would use up the times of the request that they announce.
 */
export function faultHandlers(faults: Faults, settings: WorkosSettings): HttpHandler[] {
  return paths.map((path) =>
    http.all(`${settings.origin}${path}`, async ({ request }) => {
      if (request.method === "OPTIONS") return undefined;
      const { pathname } = new URL(request.url);
      const taken = await faults.take(pathname, () => readGrantType(request));
      if (taken === null) return undefined;
      const response = await playFault(taken, request, settings);
      if (response === null) return undefined;
      if (response.type !== "error") {
        for (const [name, value] of buildCorsHeaders(settings.allowedOrigins, request)) {
          response.headers.set(name, value);
        }
      }
      return response;
    }),
  );
}

async function readGrantType(request: Request): Promise<string | null> {
  if (request.method !== "POST") return null;
  // A copy is read: the call that may answer afterwards needs the body too.
  const body = await readParameters(request.clone());
  return body.ok ? (body.parameters.get("grant_type") ?? null) : null;
}

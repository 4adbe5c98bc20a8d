import { randomBytes } from "node:crypto";

import type { Plugin } from "vite";

import type { ContentOrigins } from "./content-origins.ts";
import { buildSecurityHeaders } from "./security-headers.ts";

/**
 * Vite pings a restarted server from a SharedWorker, which the policy blocks as it does in a deployment; without the class it pings
 * from the page.
 */
const removeSharedWorker = "delete globalThis.SharedWorker;";

/**
 * A Vite plugin that sends the headers of a deployment with the development and the preview server, so that a page that works there
 * isn't blocked in production. Only HSTS is missing, which would force other projects on localhost to https.
 *
 * @param options.workosOrigin null where the page's own origin answers as WorkOS
 */
export function sendSecurityHeaders(options: {
  workosOrigin: string | null;
  contentOrigins: ContentOrigins;
}): Plugin {
  const developmentNonce = randomBytes(16).toString("base64");
  const deployed = { ...options, ownOrigin: "http://localhost" };
  return {
    name: "portico:security-headers",
    config: () => ({
      // Written into every script and style of the page, and into those that Vite adds later.
      html: { cspNonce: developmentNonce },
      server: { headers: buildSecurityHeaders({ ...deployed, developmentNonce }) },
      preview: { headers: buildSecurityHeaders(deployed) },
    }),
    transformIndexHtml: () => [{ tag: "script", children: removeSharedWorker, injectTo: "head-prepend" }],
  };
}

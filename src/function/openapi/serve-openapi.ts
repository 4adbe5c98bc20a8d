import type { Plugin } from "vite";

import { basePath } from "../../contract/base-path.ts";
import { buildOpenApiText } from "./openapi-text.ts";

/** Path of the document on the development server, the only one that serves it. */
export const openApiPath = `${basePath}/api/openapi.json`;

/** A Vite plugin that serves the function's OpenAPI document in development; it must come before the function's plugin. */
export function serveOpenApi(): Plugin {
  return {
    name: "portico:openapi",
    configureServer: (server) => {
      server.middlewares.use((incoming, outgoing, next) => {
        if (incoming.url?.split("?")[0] !== openApiPath) {
          next();
          return;
        }
        const answer = async (): Promise<void> => {
          try {
            const text = await buildOpenApiText();
            outgoing.setHeader("Content-Type", "application/json");
            outgoing.setHeader("Cache-Control", "no-store");
            outgoing.end(text);
          } catch (error) {
            next(error);
          }
        };
        void answer();
      });
    },
  };
}

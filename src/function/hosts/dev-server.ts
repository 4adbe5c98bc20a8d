import type { Server as HttpServer } from "node:http";

import { getRequestListener } from "@hono/node-server";
import type { Connect, Plugin, PreviewServer, ViteDevServer } from "vite";

import { createApp } from "../core/app.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import { setSocketAddressHeader, socketAddressHeader } from "./client-address-header.ts";

/**
 * A Vite plugin that serves `/api` in the dev and preview servers with the function.
 *
 * @param options.variables the function's variables; PORTICO_ORIGIN defaults to the server's own address. If this is a function,
 *   it is called with that address on the first request, when the port is known
 * @param options.fetch used for requests to WorkOS; the network when absent
 * @param options.features added to the core; none when absent
 */
export function porticoFunction(options: {
  variables: FunctionVariables | ((ownOrigin: string) => FunctionVariables);
  fetch?: typeof fetch;
  features?: readonly Feature[];
}): Plugin {
  const answerCalls = (server: ViteDevServer | PreviewServer): Connect.NextHandleFunction => {
    let listener: ReturnType<typeof getRequestListener> | null = null;
    const createListener = (): ReturnType<typeof getRequestListener> => {
      const ownOrigin = readOwnOrigin(server);
      const variables =
        typeof options.variables === "function" ? options.variables(ownOrigin) : options.variables;
      const app = createApp(
        {
          variables: { ...variables, PORTICO_ORIGIN: variables["PORTICO_ORIGIN"]?.trim() || ownOrigin },
          clientAddressHeader: variables["PORTICO_CLIENT_ADDRESS_HEADER"]?.trim() || socketAddressHeader,
          ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
          writeLog: (entry) => {
            if (entry.level !== "info") server.config.logger.warn(`function: ${JSON.stringify(entry)}`);
          },
        },
        options.features,
      );
      return getRequestListener(app.fetch, { overrideGlobalObjects: false });
    };

    return (incoming, outgoing, next) => {
      const path = (incoming.url ?? "").split("?")[0] ?? "";
      if (path !== "/api" && !path.startsWith("/api/")) {
        next();
        return;
      }
      try {
        listener ??= createListener();
      } catch (error) {
        next(error);
        return;
      }
      // Vite lets pages of every localhost port read its answers; the function's are only for our own page.
      for (const name of outgoing.getHeaderNames()) {
        if (name.startsWith("access-control-")) outgoing.removeHeader(name);
      }
      setSocketAddressHeader(incoming);
      void listener(incoming, outgoing);
    };
  };

  return {
    name: "portico-function",
    configureServer: (server) => {
      server.middlewares.use(answerCalls(server));
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(answerCalls(server));
    },
  };
}

function readOwnOrigin(server: ViteDevServer | PreviewServer): string {
  const httpServer: Pick<HttpServer, "address"> | null = server.httpServer;
  const address = httpServer?.address();
  const port = typeof address === "object" && address !== null ? `:${String(address.port)}` : "";
  return `http://localhost${port}`;
}

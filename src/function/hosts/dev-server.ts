import type { IncomingMessage } from "node:http";

import { getRequestListener } from "@hono/node-server";
import type { Connect, Plugin, PreviewServer, ViteDevServer } from "vite";

import { createApp } from "../core/app.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import type { Feature } from "../core/feature/feature.ts";
import { isCall } from "./answer-rules.ts";
import { parseClientAddressHeader, setSocketAddressHeader } from "./client-address-header.ts";
import { createReadOrigin, isDirectOrigin } from "./development-origin.ts";

type Listener = ReturnType<typeof getRequestListener>;

/** Origins whose functions are kept; a developer uses a few, and a client may send any number of hosts. */
const maximumOrigins = 20;

/**
 * A Vite plugin that serves `/api` in the dev and preview servers with the function, for every origin under which the server is
 * reached. `PORTICO_ORIGIN`, which is the deployment's, doesn't count here.
 *
 * @param options.variables the function's variables for an origin
 * @param options.fetch used for requests to WorkOS; the network when absent
 * @param options.features added to the core; none when absent
 */
export function porticoFunction(options: {
  variables: FunctionVariables | ((ownOrigin: string) => FunctionVariables);
  fetch?: typeof fetch;
  features?: readonly Feature[];
}): Plugin {
  const answerCalls = (server: ViteDevServer | PreviewServer): Connect.NextHandleFunction => {
    const readOrigin = createReadOrigin(server);
    const counterStore = createMemoryCounterStore();
    const listeners = new Map<string, Listener>();
    const createListener = (ownOrigin: string): Listener => {
      const variables =
        typeof options.variables === "function" ? options.variables(ownOrigin) : options.variables;
      const app = createApp(
        {
          variables: { ...variables, PORTICO_ORIGIN: ownOrigin },
          isDevelopment: true,
          clientAddressHeader: parseClientAddressHeader(variables),
          counterStore,
          ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
          writeLog: (entry) => {
            if (entry.level !== "info") server.config.logger.warn(`function: ${JSON.stringify(entry)}`);
          },
        },
        options.features,
      );
      return getRequestListener(app.fetch, { overrideGlobalObjects: false });
    };
    const findListener = (ownOrigin: string): Listener => {
      const listener = listeners.get(ownOrigin) ?? createListener(ownOrigin);
      const [oldest] = listeners.keys();
      if (listeners.size >= maximumOrigins && oldest !== undefined) listeners.delete(oldest);
      listeners.set(ownOrigin, listener);
      return listener;
    };
    // A wrong variable stops the server here, and not the first call.
    createListener("http://localhost");

    return (incoming, outgoing, next) => {
      const path = (incoming.url ?? "").split("?")[0] ?? "";
      const ownOrigin = readOrigin(incoming);
      if (ownOrigin === null || !isCall(path)) {
        next();
        return;
      }
      // Vite lets pages of every localhost port read its answers; the function's are only for our own page.
      for (const name of outgoing.getHeaderNames()) {
        if (name.startsWith("access-control-")) outgoing.removeHeader(name);
      }
      setSocketAddressHeader(incoming);
      restoreOrigin(incoming, ownOrigin);
      void findListener(ownOrigin)(incoming, outgoing);
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

/**
 * Undoes what a tunnel does to `Origin`: the page's origin becomes the address that the tunnel forwards to. In the raw headers, and in the
 * parsed ones, in which Hono's adapter looks a single header up.
 */
function restoreOrigin(incoming: IncomingMessage, ownOrigin: string): void {
  const { rawHeaders, headers } = incoming;
  if (isDirectOrigin(headers.origin, incoming)) headers.origin = ownOrigin;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "origin" && isDirectOrigin(rawHeaders[index + 1], incoming)) {
      rawHeaders[index + 1] = ownOrigin;
    }
  }
}

import { type Server, createServer } from "node:http";

import { RequestError, getRequestListener } from "@hono/node-server";

import { parseOwnOrigins, readOwnOrigins } from "../../contract/own-origin.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { maximumCookieBytes } from "../core/http/cookies.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { type BuiltFiles, readBuildBlock, stampFile } from "./built-files.ts";
import { parseClientAddressHeader, setSocketAddressHeader } from "./client-address-header.ts";
import { parseContentOrigins } from "./content-origins.ts";
import { createAnswer } from "./create-answer.ts";
import { createProtect } from "./page-answer.ts";
import { requestScope, type RequestScope } from "./request-scope.ts";
import { buildSecurityHeaders } from "./security-headers.ts";
import { stampBlock } from "./stamped-block.ts";

/** Clients that send their headers or request slower than this are disconnected (slow-request denial of service). */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 15_000;
const dueTasksEveryMs = 60_000;
/** Node's default, and every cookie that the function sets at its longest: with less, all of them together would be refused. */
const cookieNames = 5;
const maxHeaderSize = 16_384 + cookieNames * maximumCookieBytes;

/**
 * A server, not yet listening, that serves `/api` with the function and everything else from the build, with security headers on
 * every answer. Pages are stamped with the variables that are set.
 *
 * @param options.ownOrigin the server's origin in browsers where `PORTICO_ORIGIN` isn't set
 * @param options.counterStore where sends and guesses are counted; this process's memory when absent
 * @param options.scope receives what the function does in the background; dropped when absent
 * @throws Error when a variable or the build's configuration block is malformed, or the build is of several
 */
export function createPorticoServer(options: {
  files: BuiltFiles;
  variables: FunctionVariables;
  ownOrigin: string;
  writeLog: (entry: LogEntry) => void;
  fetch?: typeof fetch;
  counterStore?: CounterStore;
  features?: readonly Feature[];
  scope?: RequestScope;
}): Server {
  const { variables } = options;
  const ownOrigins = readOwnOrigins(variables) ?? parseOwnOrigins(options.ownOrigin);
  const built = readBuildBlock(options.files);
  const { workosOrigin } = stampBlock(built, variables, ownOrigins);
  const answer = createAnswer({
    ...options,
    block: built,
    buildPage: (path, block) => {
      const file = options.files.get(path);
      return file === undefined ? undefined : stampFile(path, file, block);
    },
    clientAddressHeader: parseClientAddressHeader(options.variables),
    counterStore: options.counterStore ?? createMemoryCounterStore(),
    features: options.features ?? [],
  });
  const contentOrigins = parseContentOrigins(variables);
  const protect = createProtect(
    buildSecurityHeaders({ ownOrigin: ownOrigins.main, workosOrigin, contentOrigins }),
  );
  const scope = options.scope ?? { waitUntil: () => undefined };

  const answerInScope = async (request: Request): Promise<Response> => {
    const answered = requestScope.run(scope, answer, request);
    // A client may leave before its answer; what it asked for is finished all the same.
    scope.waitUntil(answered);
    return await answered;
  };
  const listener = getRequestListener(answerInScope, {
    overrideGlobalObjects: false,
    errorHandler: (error) =>
      protect(new Response(null, { status: error instanceof RequestError ? 400 : 500 })),
  });
  const server = createServer(
    {
      maxHeaderSize,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
    },
    (incoming, outgoing) => {
      setSocketAddressHeader(incoming);
      void listener(incoming, outgoing);
    },
  );
  // Requests do it by themselves; this is for hours without any. What fails is tried again.
  const runDueTasks = () => scope.waitUntil(answer.runDueTasks().catch(() => undefined));
  const timer = setInterval(() => requestScope.run(scope, runDueTasks), dueTasksEveryMs).unref();
  return server.once("close", () => clearInterval(timer));
}

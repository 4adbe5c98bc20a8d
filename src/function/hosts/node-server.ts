import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";

import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { maximumCookieBytes } from "../core/http/cookies.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { isCall } from "./answer-rules.ts";
import { type BuiltFiles, readBuildBlock, stampFile } from "./built-files.ts";
import { parseClientAddressHeader, setSocketAddressHeader } from "./client-address-header.ts";
import { createAnswer } from "./create-answer.ts";
import { nodeCryptography } from "./node-cryptography.ts";
import type { PageAnswer } from "./page-answer.ts";
import { requestScope, type RequestScope } from "./request-scope.ts";
import type { StaticRequest } from "./static-app.ts";

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
  const built = readBuildBlock(options.files);
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
    cryptography: nodeCryptography,
  });
  const scope = options.scope ?? { waitUntil: () => undefined };

  const answerInScope = async (request: Request): Promise<Response> => {
    const answered = requestScope.run(scope, answer, request);
    // A client may leave before its answer; what it asked for is finished all the same.
    scope.waitUntil(answered);
    return await answered;
  };
  // Loaded with the first call: it needs the classes of fetch, which pages don't.
  let listener: ReturnType<typeof loadListener> | null = null;
  const loadListener = async () => {
    const { getRequestListener, RequestError } = await import("@hono/node-server");
    return getRequestListener(answerInScope, {
      overrideGlobalObjects: false,
      errorHandler: (error) =>
        answer.pages.protect(new Response(null, { status: error instanceof RequestError ? 400 : 500 })),
    });
  };
  const answerByListener = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    setSocketAddressHeader(incoming);
    listener ??= loadListener();
    await (
      await listener
    )(incoming, outgoing);
  };
  const server = createServer(
    {
      maxHeaderSize,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1000,
    },
    (incoming, outgoing) => {
      const request = readPageRequest(incoming);
      if (request === null) void answerByListener(incoming, outgoing);
      else answerPage(answer.pages, request, outgoing).catch(() => answerByListener(incoming, outgoing));
    },
  );
  // Requests do it by themselves; this is for hours without any. What fails is tried again.
  const runDueTasks = () => scope.waitUntil(answer.runDueTasks().catch(() => undefined));
  const timer = setInterval(() => requestScope.run(scope, runDueTasks), dueTasksEveryMs).unref();
  return server.once("close", () => clearInterval(timer));
}

const plainHost = /^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/i;
const plainTarget = /^\/[!-[\]-~]*$/;

/**
 * A request for a page or a file whose address needs no interpretation; null for calls and for all others, such as those with an
 * absolute address, which the listener of calls reads or refuses.
 */
function readPageRequest({ method = "", url = "", headers }: IncomingMessage): StaticRequest | null {
  const { host = "" } = headers;
  if ((method !== "GET" && method !== "HEAD") || !plainHost.test(host) || !plainTarget.test(url)) return null;
  const address = `http://${host}${url}`;
  if (!URL.canParse(address) || isCall(new URL(address).pathname)) return null;
  const get = (name: string): string | null => {
    const value = headers[name.toLowerCase()] ?? null;
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return { method, url: address, headers: { get } };
}

async function answerPage(
  pages: PageAnswer,
  request: StaticRequest,
  outgoing: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await pages.answer(request);
  outgoing.statusCode = status;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  outgoing.end(typeof body === "string" || body instanceof Uint8Array ? body : undefined);
}

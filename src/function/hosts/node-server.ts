import { type Server, createServer } from "node:http";

import { RequestError, getRequestListener } from "@hono/node-server";

import { isPlainLocalhostOrigin } from "../../contract/own-origin.ts";
import { createApp } from "../core/app.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { maximumCookieBytes } from "../core/http/cookies.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import type { BuiltFiles } from "./built-files.ts";
import { parseClientAddressHeader, setSocketAddressHeader } from "./client-address-header.ts";
import { buildSecurityHeaders } from "./security-headers.ts";
import { findWorkosOrigin, readStampedBlock, requireSameBuild } from "./stamped-block.ts";
import { acceptsHtml, answerStaticApp } from "./static-app.ts";

/** Clients that send their headers or request slower than this are disconnected (slow-request denial of service). */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 15_000;
/** Node's default, and every cookie that the function sets at its longest: with less, all of them together would be refused. */
const cookieNames = 5;
const maxHeaderSize = 16_384 + cookieNames * maximumCookieBytes;

/**
 * The page's address on the own origin, where a browser opened it by this machine's address: the function and WorkOS know one origin
 * only, and http://127.0.0.1:4300 isn't http://localhost:4300. Null for everything else: behind a proxy `Host` may be anything.
 */
export function findOwnAddress(request: Request, ownOrigin: string): string | null {
  const url = new URL(request.url);
  const own = new URL(ownOrigin);
  const isOtherName = /^127\.|^\[::1\]$/.test(url.hostname) && url.port === own.port;
  if (!isOtherName || !isPlainLocalhostOrigin(ownOrigin) || !acceptsHtml(request.headers.get("Accept")))
    return null;
  return `${ownOrigin}${url.pathname}${url.search}`;
}

/**
 * A server, not yet listening, that serves `/api` with the function and everything else from the build, with security headers on
 * every answer.
 *
 * @param options.ownOrigin the server's origin in browsers
 * @param options.counterStore where sends and guesses are counted; this process's memory when absent
 * @throws Error when a variable or the build's configuration block is malformed
 */
export function createPorticoServer(options: {
  files: BuiltFiles;
  variables: FunctionVariables;
  ownOrigin: string;
  writeLog: (entry: LogEntry) => void;
  fetch?: typeof fetch;
  counterStore?: CounterStore;
  features?: readonly Feature[];
}): Server {
  const indexHtml = new TextDecoder().decode(options.files.get("/index.html")?.bytes);
  const block = readStampedBlock(indexHtml);
  requireSameBuild(block, options.variables, options.ownOrigin);
  const workosOrigin = findWorkosOrigin(block, options.ownOrigin);
  const app = createApp(
    {
      variables: {
        ...options.variables,
        // AuthKit's tokens come from the address that the build was stamped with.
        ...(workosOrigin === null ? {} : { VITE_WORKOS_API_URL: workosOrigin }),
        PORTICO_ORIGIN: options.ownOrigin,
      },
      clientAddressHeader: parseClientAddressHeader(options.variables),
      writeLog: options.writeLog,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      counterStore: options.counterStore ?? createMemoryCounterStore(),
    },
    options.features,
  );

  const securityHeaders = buildSecurityHeaders({ ownOrigin: options.ownOrigin, workosOrigin });

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const isCall = pathname === "/api" || pathname.startsWith("/api/");
    const ownAddress = isCall ? null : findOwnAddress(request, options.ownOrigin);
    if (ownAddress !== null) {
      const headers = { Location: ownAddress, "Cache-Control": "no-store" };
      return protect(new Response(null, { status: 307, headers }));
    }
    return protect(isCall ? await app.fetch(request) : answerStaticApp(options.files, request));
  };
  const protect = (response: Response): Response => {
    for (const [name, value] of Object.entries(securityHeaders)) {
      // The function's own policy is stricter.
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return response;
  };

  const listener = getRequestListener(answer, {
    overrideGlobalObjects: false,
    errorHandler: (error) =>
      protect(new Response(null, { status: error instanceof RequestError ? 400 : 500 })),
  });
  return createServer(
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
}

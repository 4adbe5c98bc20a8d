import { isPlainLocalhostOrigin, parseOwnOrigins } from "../../contract/own-origin.ts";
import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import { readVariable } from "../../contract/variables.ts";
import { createApp } from "../core/app.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { indexPath, isCall } from "./answer-rules.ts";
import type { BuiltFiles } from "./built-files.ts";
import { parseContentOrigins } from "./content-origins.ts";
import { runInBackground } from "./request-scope.ts";
import { buildSecurityHeaders } from "./security-headers.ts";
import { requireBuiltPage, stampBlock } from "./stamped-block.ts";
import { acceptsHtml, answerStaticApp } from "./static-app.ts";

/** What a host's answers are made of. */
export type AnswerOptions = {
  /** The app's files; none where the host serves them by itself. */
  files: BuiltFiles;
  /** The configuration block of the app's `index.html`; variables that are set come before it. */
  block: PublicConfigBlock;
  variables: FunctionVariables;
  /** The server's origin in browsers where `PORTICO_ORIGIN` isn't set. */
  ownOrigin: string;
  /** The header in which the host puts the client's address. */
  clientAddressHeader: string;
  counterStore: CounterStore;
  features: readonly Feature[];
  writeLog: (entry: LogEntry) => void;
  fetch?: typeof fetch;
};

/**
 * Answers `/api` with the function and everything else from the app's files, with security headers on every answer.
 * @throws Error when a variable is malformed
 */
export function createAnswer(options: AnswerOptions): (request: Request) => Promise<Response> {
  const ownOrigins = parseOwnOrigins(readVariable(options.variables, "PORTICO_ORIGIN") ?? options.ownOrigin);
  const ownOrigin = ownOrigins.main;
  const stamp = stampBlock(options.block, options.variables, ownOrigins);
  if (!options.files.has(indexPath)) requireBuiltPage(options.block, stamp);
  const { workosOrigin, variables } = stamp;
  const app = createApp(
    {
      variables: { ...variables, PORTICO_ORIGIN: ownOrigins.listed.join(",") },
      clientAddressHeader: options.clientAddressHeader,
      writeLog: options.writeLog,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      counterStore: options.counterStore,
      runInBackground,
    },
    options.features,
  );
  const contentOrigins = parseContentOrigins(variables);
  const protect = createProtect(buildSecurityHeaders({ ownOrigin, workosOrigin, contentOrigins }));

  return async (request) => {
    if (isCall(new URL(request.url).pathname)) return protect(await app.fetch(request));
    const ownAddress = findOwnAddress(request, ownOrigin);
    if (ownAddress === null) return protect(await answerStaticApp(options.files, request));
    const headers = { Location: ownAddress, "Cache-Control": "no-store" };
    return protect(new Response(null, { status: 307, headers }));
  };
}

/** Adds the security headers to an answer; the function's own policy is stricter and stays. */
export function createProtect(
  securityHeaders: Readonly<Record<string, string>>,
): (response: Response) => Response {
  return (response) => {
    for (const [name, value] of Object.entries(securityHeaders)) {
      if (!response.headers.has(name)) response.headers.set(name, value);
    }
    return response;
  };
}

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

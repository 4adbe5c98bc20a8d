import { isPlainLocalhostOrigin, parseOwnOrigins, readOwnOrigins } from "../../contract/own-origin.ts";
import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import { createApp, type FunctionApp } from "../core/app.ts";
import type { CounterStore } from "../core/counters/counter-store.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import type { Feature } from "../core/feature/feature.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { indexPath, isCall } from "./answer-rules.ts";
import { parseContentOrigins } from "./content-origins.ts";
import { runInBackground } from "./request-scope.ts";
import { buildSecurityHeaders } from "./security-headers.ts";
import { requireBuiltPage, stampBlock } from "./stamped-block.ts";
import { acceptsHtml, answerStaticApp, type StaticFile, type StaticFiles } from "./static-app.ts";

/** What a host's answers are made of. */
export type AnswerOptions = {
  /** The app's files; none where the host serves them by itself. */
  files: StaticFiles;
  /** The page with a block, where it isn't served as it was built. */
  buildPage?: (block: PublicConfigBlock) => StaticFile;
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

/** Answers requests; hosts with scheduled calls can have the function do what is due besides. */
export type Answer = ((request: Request) => Promise<Response>) & Pick<FunctionApp, "runDueTasks">;

/**
 * Answers `/api` with the function and everything else from the app's files, with security headers on every answer.
 * @throws Error when a variable is malformed
 */
export function createAnswer(options: AnswerOptions): Answer {
  const ownOrigins = readOwnOrigins(options.variables) ?? parseOwnOrigins(options.ownOrigin);
  const ownOrigin = ownOrigins.main;
  const stamp = stampBlock(options.block, options.variables, ownOrigins);
  const { workosOrigin, variables } = stamp;
  const page = options.buildPage?.(stamp.block);
  if (page === undefined) requireBuiltPage(options.block, stamp);
  const files: StaticFiles =
    page === undefined ? options.files : new Map([...options.files, [indexPath, page]]);
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

  const answer = async (request: Request): Promise<Response> => {
    if (isCall(new URL(request.url).pathname)) return protect(await app.fetch(request));
    const ownAddress = findOwnAddress(request, ownOrigin);
    if (ownAddress === null) return protect(await answerStaticApp(files, request));
    const headers = { Location: ownAddress, "Cache-Control": "no-store" };
    return protect(new Response(null, { status: 307, headers }));
  };
  return Object.assign(answer, { runDueTasks: app.runDueTasks });
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

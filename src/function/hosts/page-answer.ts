import {
  isPlainLocalhostOrigin,
  type OwnOrigins,
  parseOwnOrigins,
  readOwnOrigins,
} from "../../contract/own-origin.ts";
import type { PublicConfigBlock } from "../../contract/public-config-block.ts";
import type { FunctionVariables } from "../core/configuration/workos-variables.ts";
import { isPageFile } from "./answer-rules.ts";
import { parseContentOrigins } from "./content-origins.ts";
import { buildSecurityHeaders } from "./security-headers.ts";
import { requireBuiltPage, stampBlock } from "./stamped-block.ts";
import { acceptsHtml, answerStaticApp, type StaticFile, type StaticFiles } from "./static-app.ts";

export type BuildPage = (path: string, block: PublicConfigBlock) => StaticFile | undefined;

/** What the answers to pages and files are made of. */
export type PageAnswerOptions = {
  /** The app's files; none where the host serves them by itself. */
  files: StaticFiles;
  /** The HTML file at a path with a block, where it isn't served as it was built; undefined where there is none. */
  buildPage?: BuildPage;
  /** The configuration block of the app's HTML files; variables that are set come before it. */
  block: PublicConfigBlock;
  variables: FunctionVariables;
  /** The server's origin in browsers where `PORTICO_ORIGIN` isn't set. */
  ownOrigin: string;
};

/** Answers to everything but calls, and what those of calls have in common with them. */
export type PageAnswer = {
  answer: (request: Request) => Promise<Response>;
  /** Adds the security headers to an answer; the function's own policy is stricter and stays. */
  protect: (response: Response) => Response;
  ownOrigins: OwnOrigins;
  /** With what the page was stamped with. */
  variables: FunctionVariables;
};

/**
 * Answers pages and files with security headers. It starts nothing of the function.
 * @throws Error when a variable on which pages depend is malformed
 */
export function createPageAnswer(options: PageAnswerOptions): PageAnswer {
  const ownOrigins = readOwnOrigins(options.variables) ?? parseOwnOrigins(options.ownOrigin);
  const ownOrigin = ownOrigins.main;
  const stamp = stampBlock(options.block, options.variables, ownOrigins);
  const { workosOrigin, variables } = stamp;
  if (options.buildPage === undefined) requireBuiltPage(options.block, stamp);
  const files =
    options.buildPage === undefined
      ? options.files
      : stampPages(options.files, options.buildPage, stamp.block);
  const contentOrigins = parseContentOrigins(variables);
  const protect = createProtect(buildSecurityHeaders({ ownOrigin, workosOrigin, contentOrigins }));
  return {
    protect,
    ownOrigins,
    variables,
    answer: async (request) => {
      const ownAddress = findOwnAddress(request, ownOrigin);
      if (ownAddress === null) return protect(await answerStaticApp(files, request));
      const headers = { Location: ownAddress, "Cache-Control": "no-store" };
      return protect(new Response(null, { status: 307, headers }));
    },
  };
}

/** The files with a block in the HTML files, each of which is built when it is first requested. */
function stampPages(files: StaticFiles, buildPage: BuildPage, block: PublicConfigBlock): StaticFiles {
  const pages = new Map<string, StaticFile | undefined>();
  return {
    get: (path) => {
      if (!isPageFile(path)) return files.get(path);
      if (!pages.has(path)) pages.set(path, buildPage(path, block));
      return pages.get(path);
    },
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

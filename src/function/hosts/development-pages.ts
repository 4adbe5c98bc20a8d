import { statSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Connect, Plugin, PreviewServer, ViteDevServer } from "vite";

import { basePath } from "../../contract/base-path.ts";
import { findPageFile, indexPath, isHiddenFile } from "./answer-rules.ts";
import { acceptsHtml, decodePath, isPageRequest, methodNotAllowed, notFound } from "./static-app.ts";

/** Vite's own addresses, and the modules that a page imports from outside its folder. People don't navigate to them. */
const vitePath = /^\/(?:@(?:vite|fs|id|react-refresh)|__[a-z-]+|node_modules)(?:\/|$)/;

/** Vite's own list, and the lists of people that the commands of this project read and write: a tunnel may make the server public. */
const filesNotServed = [
  ".env",
  ".env.*",
  "*.{crt,pem,key,p12,pfx,cer,der}",
  ".npmrc",
  ".yarnrc.yml",
  "**/.git/**",
  "accounts.synced.json*",
  "*.csv",
  "*.jsonl*",
];

/**
 * A Vite plugin that answers pages as the production server does, so that what works in development works there. It must come
 * after all others, and needs `appType: "mpa"`.
 */
export function servePages(): Plugin {
  return {
    name: "portico:pages",
    config: () => ({ server: { fs: { deny: filesNotServed } } }),
    configureServer: (server) => {
      const { root, publicDir } = server.config;
      server.middlewares.use(
        answerPages(
          (path) => isFile(join(publicDir, path)) || (path.endsWith(".html") && isFile(join(root, path))),
          vitePath,
          Object.keys(server.config.server.proxy ?? {}),
        ),
      );
    },
    configurePreviewServer: (server: PreviewServer | ViteDevServer) => {
      const directory = resolve(server.config.root, server.config.build.outDir);
      const proxied = Object.keys(server.config.preview.proxy ?? {});
      server.middlewares.use(answerPages((path) => isFile(join(directory, path)), null, proxied));
    },
  };
}

/**
 * @param sources where Vite answers by itself, with more than pages and files; null where it has no such addresses
 * @param proxied as Vite's `server.proxy` has them: beginnings of addresses, or regular expressions that begin with ^
 */
function answerPages(
  isServed: (path: string) => boolean,
  sources: RegExp | null,
  proxied: readonly string[],
): Connect.NextHandleFunction {
  const isProxied = (url: string): boolean =>
    proxied.some((context) =>
      context.startsWith("^") ? new RegExp(context).test(url) : url.startsWith(context),
    );
  // Only builds have the others.
  const findServedPage = (pathname: string): string => {
    const file = findPageFile(pathname);
    return isServed(file.slice(basePath.length)) ? file : indexPath;
  };
  return (incoming, outgoing, next) => {
    if (isProxied(incoming.url ?? "/")) {
      next();
      return;
    }
    // Without dot segments, as the production server reads it.
    const pathname = URL.parse(`http://localhost${incoming.url ?? "/"}`)?.pathname ?? "/";
    const path = decodePath(pathname);
    const answer = (status: number, { text, headers }: typeof notFound): void => {
      outgoing.writeHead(status, headers);
      outgoing.end(incoming.method === "HEAD" ? undefined : text);
    };
    const pathInApp = `${path}/`.startsWith(`${basePath}/`) ? path.slice(basePath.length) : null;
    // Vite redirects the root to the base path, and says of others where it is.
    if (pathInApp === null) next();
    else if (sources?.test(pathInApp) === true && !acceptsHtml(incoming.headers.accept)) next();
    else if (incoming.method !== "GET" && incoming.method !== "HEAD") answer(405, methodNotAllowed);
    else if (/(?:^|\/)\.\.(?:\/|$)|\0/.test(path) || isHiddenFile(path) || !isServed(pathInApp)) {
      if (isPageRequest(path, incoming.headers.accept)) incoming.url = findServedPage(pathname);
      // Vite would serve the hidden files of the project's folder, such as .npmrc.
      else if (sources === null || pathInApp.startsWith("/.")) return answer(404, notFound);
      next();
    } else next();
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

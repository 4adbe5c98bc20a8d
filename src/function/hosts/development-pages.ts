import { statSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Connect, Plugin, PreviewServer, ViteDevServer } from "vite";

import { decodePath, isPageRequest, methodNotAllowed, notFound } from "./static-app.ts";

/** Vite's own addresses, and the modules that a page imports from outside its folder. */
const vitePath = /^\/(?:@|__|node_modules\/)/;

/**
 * A Vite plugin that answers pages as the production server does, so that what works in development works there. It must come
 * after all others, and needs `appType: "mpa"`.
 */
export function servePages(): Plugin {
  return {
    name: "portico:pages",
    configureServer: (server) => {
      const { root, publicDir } = server.config;
      server.middlewares.use(
        answerPages(
          (path) => isFile(join(publicDir, path)) || (path.endsWith(".html") && isFile(join(root, path))),
        ),
      );
    },
    configurePreviewServer: (server: PreviewServer | ViteDevServer) => {
      const directory = resolve(server.config.root, server.config.build.outDir);
      server.middlewares.use(answerPages((path) => isFile(join(directory, path))));
    },
  };
}

function answerPages(isServed: (path: string) => boolean): Connect.NextHandleFunction {
  return (incoming, outgoing, next) => {
    const path = decodePath((incoming.url ?? "/").split("?")[0] ?? "/");
    const answer = (status: number, { text, headers }: typeof notFound): void => {
      outgoing.writeHead(status, headers);
      outgoing.end(incoming.method === "HEAD" ? undefined : text);
    };
    if (vitePath.test(path)) next();
    else if (incoming.method !== "GET" && incoming.method !== "HEAD") answer(405, methodNotAllowed);
    else if (/(?:^|\/)\.\.(?:\/|$)|\0/.test(path) || !isServed(path)) {
      if (isPageRequest(path, incoming.headers.accept)) incoming.url = "/index.html";
      // Vite would serve the hidden files of the project's folder, such as .npmrc.
      else if (path.startsWith("/.")) return answer(404, notFound);
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

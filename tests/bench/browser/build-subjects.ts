import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

import react from "@vitejs/plugin-react";
import { build } from "vite";

import { benchDirectory } from "../install-peers.ts";
import { buildApp } from "../start-product.ts";

/** Where the apps of the bench find the stub of WorkOS. */
export type WorkosPlace = { hostname: string; port: number };

const clientId = "client_bench";

/** Builds the project for production, with the stub as its WorkOS. @returns the folder of the build */
export async function buildPortico(workos: WorkosPlace, origin: string): Promise<string> {
  return await buildApp(join("build", "portico"), {
    VITE_WORKOS_CLIENT_ID: clientId,
    VITE_WORKOS_API_URL: `http://${workos.hostname}:${String(workos.port)}`,
    PORTICO_ORIGIN: origin,
  });
}

/** Builds an app of `tests/bench/peers` with the packages in `.bench`. @returns the folder of the build */
export async function buildPeer(name: string, workos: WorkosPlace): Promise<string> {
  const root = join(benchDirectory, "apps", name);
  const directory = join(benchDirectory, "build", name);
  await rm(root, { recursive: true, force: true });
  // Beside the packages that it imports.
  await cp(join(import.meta.dirname, "..", "peers", name), root, { recursive: true });
  if (name === "clerk") {
    // The script that comes from Clerk's own servers, with what it loads.
    const scripts = join(benchDirectory, "node_modules", "@clerk", "clerk-js", "dist");
    await cp(scripts, join(root, "public", "clerk-js"), {
      recursive: true,
      filter: (path) => path === scripts || /clerk\.browser[^/]*\.js$/.test(path),
    });
  }
  const authorizeUrl = `http://${workos.hostname}:${String(workos.port)}/user_management/authorize`;
  await build({
    root,
    configFile: false,
    logLevel: "error",
    plugins: [
      react(),
      {
        name: "portico:bench-addresses",
        transformIndexHtml: (html) => html.replaceAll("%BENCH_AUTHORIZE%", authorizeUrl),
      },
    ],
    define: {
      "globalThis.bench": JSON.stringify({
        workosHostname: workos.hostname,
        workosPort: workos.port,
        authorizeUrl,
      }),
    },
    build: { outDir: directory, emptyOutDir: true, sourcemap: false },
  });
  return directory;
}

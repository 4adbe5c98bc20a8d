import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createServer, preview, type PreviewServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseContentOrigins } from "./content-origins.ts";
import { sendSecurityHeaders } from "./development-headers.ts";
import { servePages } from "./development-pages.ts";
import { buildSecurityHeaders } from "./security-headers.ts";

const contentOrigins = parseContentOrigins({ PORTICO_CONNECT_ORIGINS: "https://api.example.com" });
const workosOrigin = "https://auth.example.com";
const deployed = buildSecurityHeaders({
  ownOrigin: "https://console.example.com",
  workosOrigin,
  contentOrigins,
});
const { "Strict-Transport-Security": hsts, ...headersOfDeployment } = deployed;

let directory = "";
const servers: (ViteDevServer | PreviewServer)[] = [];

const createPlugins = () => [sendSecurityHeaders({ contentOrigins, workosOrigin }), servePages()];

async function startBoth(): Promise<{ dev: string; previewed: string }> {
  const common = {
    root: directory,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    appType: "mpa",
    optimizeDeps: { noDiscovery: true },
  } as const;
  const dev = await createServer({
    ...common,
    plugins: createPlugins(),
    server: { port: 0, host: "localhost", watch: null, ws: false },
  });
  await dev.listen();
  const previewed = await preview({
    ...common,
    plugins: createPlugins(),
    preview: { port: 0, host: "localhost" },
  });
  servers.push(dev, previewed);
  return { dev: addressOf(dev), previewed: addressOf(previewed) };
}

function addressOf({ httpServer }: ViteDevServer | PreviewServer): string {
  const address = httpServer?.address();
  if (address === null || address === undefined || typeof address === "string") throw new Error("no port");
  return `http://localhost:${String(address.port)}`;
}

let bases: { dev: string; previewed: string };
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "portico-headers-"));
  const html = `<!doctype html><html><head><style>body { margin: 0 }</style></head><body>
<script type="module">globalThis.ready = true;</script></body></html>`;
  for (const folder of [".", "dist"]) {
    mkdirSync(join(directory, folder, "assets"), { recursive: true });
    writeFileSync(join(directory, folder, "index.html"), html);
  }
  writeFileSync(join(directory, "dist", "assets", "index.js"), "export {};");
  bases = await startBoth();
}, 60_000);
afterAll(async () => {
  await Promise.all(servers.map(async (server) => await server.close()));
  rmSync(directory, { recursive: true });
});

async function open(base: string, path: string) {
  const response = await fetch(base + path, { headers: { Accept: "text/html" } });
  return { headers: Object.fromEntries(response.headers), html: await response.text() };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

describe("the headers of the development and the preview server", () => {
  it.each(["/", "/dashboard"])("are those of a deployment in the preview server: %s", async (path) => {
    const { headers } = await open(bases.previewed, path);
    expect(headers).toMatchObject(lowerCased(headersOfDeployment));
    expect(hsts).toBeDefined();
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  it.each(["/", "/dashboard"])(
    "differ in the development server only by a nonce, which every inline script and style has: %s",
    async (path) => {
      const { headers, html } = await open(bases.dev, path);
      const [, nonce = ""] =
        /'nonce-([A-Za-z0-9+/=]{24})'/.exec(headers["content-security-policy"] ?? "") ?? [];
      expect(nonce).not.toBe("");
      const policy = headers["content-security-policy"]?.replaceAll(` 'nonce-${nonce}'`, "");
      expect({ ...headers, "content-security-policy": policy }).toMatchObject(
        lowerCased(headersOfDeployment),
      );
      const elements = [...html.matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag);
      expect(elements.length).toBeGreaterThan(2);
      for (const tag of elements) expect(tag).toContain(`nonce="${nonce}"`);
    },
  );
});

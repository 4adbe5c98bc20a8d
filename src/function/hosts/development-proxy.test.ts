import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { servePages } from "./development-pages.ts";

const backend = createHttpServer((incoming, outgoing) => {
  outgoing.end(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
});
const closing: (() => unknown)[] = [];
let directory = "";
const bases: Record<"dev" | "preview", string> = { dev: "", preview: "" };

function addressOf(server: { address: () => unknown } | null): string {
  const address = server?.address();
  if (typeof address !== "object" || address === null || !("port" in address)) throw new Error("no port");
  return `http://localhost:${String(address.port)}`;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "portico-proxy-"));
  writeFileSync(join(directory, "index.html"), "the app");
  await new Promise<void>((resolve) => backend.listen(0, "localhost", resolve));
  const target = addressOf(backend);
  const common = {
    root: directory,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    appType: "mpa",
    optimizeDeps: { noDiscovery: true },
    build: { outDir: "." },
  } as const;
  const dev = await createServer({
    ...common,
    plugins: [servePages()],
    server: {
      port: 0,
      host: "localhost",
      watch: null,
      ws: false,
      proxy: { "/backend": target, "^/v[0-9]+/": target },
    },
  });
  await dev.listen();
  const previewed = await preview({
    ...common,
    plugins: [servePages()],
    preview: { port: 0, host: "localhost", proxy: { "/backend": target, "^/v[0-9]+/": target } },
  });
  Object.assign(bases, { dev: addressOf(dev.httpServer), preview: addressOf(previewed.httpServer) });
  closing.push(
    async () => await dev.close(),
    async () => await previewed.close(),
    () => backend.close(),
  );
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(directory, { recursive: true });
});

describe.each(["dev", "preview"] as const)("a path that the %s server proxies to a team's API", (name) => {
  it.each([
    ["GET", "/backend/report"],
    ["GET", "/backend/report.pdf?page=2"],
    ["POST", "/backend/report"],
    ["DELETE", "/v2/reports/1"],
  ])("is answered by the API: %s %s", async (method, path) => {
    const response = await fetch(bases[name] + path, { method });
    expect([response.status, await response.text()]).toEqual([200, `${method} ${path}`]);
  });

  it("leaves the app's pages to the app", async () => {
    const response = await fetch(`${bases[name]}/reports/backend`, { headers: { Accept: "text/html" } });
    expect(await response.text()).toContain("the app");
  });
});

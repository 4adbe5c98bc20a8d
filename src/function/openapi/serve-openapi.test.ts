import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { afterEach, describe, expect, it } from "vitest";
import { createServer, preview, type PreviewServer, type ViteDevServer } from "vite";

import { apiPaths } from "../../contract/api-paths.ts";
import { porticoFunction } from "../hosts/dev-server.ts";
import { openApiPath, serveOpenApi } from "./serve-openapi.ts";

let server: ViteDevServer | PreviewServer | null = null;

afterEach(async () => {
  await server?.close();
});

const options = {
  root: import.meta.dirname,
  configFile: false,
  logLevel: "silent",
} as const;

function listPlugins() {
  return [serveOpenApi(), porticoFunction({ variables: {} })];
}

function readAddress(): string {
  const address = server?.httpServer?.address();
  if (address === null || address === undefined || typeof address === "string") throw new Error("no port");
  return `http://localhost:${String(address.port)}`;
}

describe("the OpenAPI document", () => {
  it("serves the OpenAPI document in development, beside the function", async () => {
    const created = await createServer({
      ...options,
      envDir: false,
      optimizeDeps: { noDiscovery: true },
      server: { port: 0, host: "localhost", watch: null, ws: false },
      plugins: listPlugins(),
    });
    server = await created.listen();
    const response = await fetch(`${readAddress()}${openApiPath}?download`);
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(Object.keys((await response.json()).paths)).toEqual(
      expect.arrayContaining(Object.values(apiPaths)),
    );
    expect((await fetch(`${readAddress()}${apiPaths.health}`)).status).toBe(200);
  });

  it("doesn't serve the OpenAPI document in a preview", async () => {
    server = await preview({ ...options, preview: { port: 0, host: "localhost" }, plugins: listPlugins() });
    expect((await fetch(`${readAddress()}${openApiPath}`)).status).toBe(404);
  });

  it("keeps the OpenAPI code out of the running function", () => {
    const production = listImports(join(import.meta.dirname, "..", "hosts", "node", "entry.ts"));
    const app = join(import.meta.dirname, "..", "core", "app.ts");
    expect(production.files).toContain(app);
    expect(production.packages).toContain("valibot");
    expect(production.files.filter((file) => /openapi/.test(file))).toEqual([]);
    expect(production.packages).not.toContain("@valibot/to-json-schema");

    const printing = listImports(join(import.meta.dirname, "print-openapi.ts"));
    expect(printing.packages).toContain("@valibot/to-json-schema");
    expect(printing.files.map((file) => relative(import.meta.dirname, file))).toContain(
      "build-openapi-document.ts",
    );
  });
});

/** The files and packages that a file imports, directly or not, without types. */
function listImports(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    const source = readFileSync(file, "utf8");
    for (const [, specifier = ""] of source.matchAll(
      /(?:^(?:import|export)\s(?!type\s)[^;]*?from\s+|^import\s+|\bimport\()"([^"]+)"/gm,
    )) {
      if (specifier.startsWith(".")) waiting.push(join(dirname(file), specifier));
      else packages.add(specifier);
    }
  }
  return { files: [...files], packages: [...packages] };
}

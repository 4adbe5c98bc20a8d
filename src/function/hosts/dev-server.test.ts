import { afterEach, describe, expect, it } from "vitest";
import { type ViteDevServer, createServer } from "vite";

import { testVariables } from "../testing/test-workos.ts";
import { apiPaths, requestMarkerHeader } from "../../contract/api-paths.ts";
import { porticoFunction } from "./dev-server.ts";

let server: ViteDevServer | null = null;

async function startVite(variables: Parameters<typeof porticoFunction>[0]["variables"]): Promise<string> {
  server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true },
    server: { port: 0, host: "localhost", watch: null, ws: false },
    plugins: [porticoFunction({ variables })],
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === "string") throw new Error("no port");
  return `http://localhost:${String(address.port)}`;
}

afterEach(async () => {
  await server?.close();
});

describe("porticoFunction", () => {
  it("answers calls only from pages of the server's own origin", async () => {
    const base = await startVite(testVariables);
    expect(await (await fetch(`${base}${apiPaths.health}`)).json()).toMatchObject({ emailCode: "available" });
    const signOut = async (origin: string) =>
      await fetch(`${base}${apiPaths.signOut}`, {
        method: "POST",
        body: "{}",
        headers: {
          Origin: origin,
          "Content-Type": "application/json",
          [requestMarkerHeader.name]: requestMarkerHeader.value,
        },
      });
    const own = await signOut(base);
    expect(own.status).toBe(200);
    expect(own.headers.getSetCookie()).toEqual([
      "portico-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict",
    ]);
    const foreign = await signOut("http://localhost:1");
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  it("reads the variables at the start and once for each address, and leaves other paths to Vite", async () => {
    const origins: string[] = [];
    const base = await startVite((ownOrigin) => {
      origins.push(ownOrigin);
      return {};
    });
    expect((await fetch(`${base}/apix.js`)).headers.get("Content-Type")).not.toBe("application/problem+json");
    expect(origins).toEqual(["http://localhost"]);
    expect(await (await fetch(`${base}${apiPaths.health}`)).json()).toMatchObject({
      emailCode: "not_configured",
    });
    await fetch(`${base}${apiPaths.health}`);
    expect(origins).toEqual(["http://localhost", base]);
  });
});

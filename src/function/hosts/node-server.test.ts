import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { mockClientId } from "../../mocks/development-credentials.ts";
import { testVariables } from "../testing/test-workos.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import type { LogEntry } from "../core/logging/log-entry.ts";
import { logCanaries } from "../testing/log-canaries.ts";
import { createTestBrowser } from "../testing/test-browser.ts";
import { readBuiltFiles } from "./built-files.ts";
import { createMemoryCounterStore } from "../stores/memory-counter-store.ts";
import { createPorticoServer } from "./node-server.ts";

const indexHtml = `<!doctype html><script type="application/json" id="portico-config">
{"workosClientId":"${mockClientId}","workosApiUrl":"https://auth.example.com","workosRedirectUri":null}</script>`;
const ownOrigin = "http://localhost:4300";

let directory = "";
let base = "";
const servers: Server[] = [];

/** Starts a server on a free port; requests keep its public origin. */
async function startServer(variables: Record<string, string>): Promise<{ base: string; log: LogEntry[] }> {
  const log: LogEntry[] = [];
  const server = createPorticoServer({
    files: await readBuiltFiles(join(directory, "dist")),
    variables,
    ownOrigin,
    writeLog: (entry) => {
      logCanaries.addOutput(entry);
      log.push(entry);
    },
    fetch: () => Promise.resolve(Response.json({ message: "x" }, { status: 400 })),
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return { base: `http://localhost:${String(address.port)}`, log };
}

const configured = testVariables;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "portico-dist-"));
  const dist = join(directory, "dist");
  await mkdir(join(dist, "assets"), { recursive: true });
  await writeFile(join(directory, "secret.txt"), "secret");
  await writeFile(join(dist, "index.html"), indexHtml);
  await writeFile(join(dist, "favicon.svg"), "<svg/>");
  await writeFile(join(dist, ".env"), "secret");
  await writeFile(join(dist, "assets", "index-abc123.js"), "export {};");
  await writeFile(join(dist, "assets", "index-abc123.js.map"), "secret");
  await writeFile(join(dist, "assets", "face-abc123.woff2"), "font");
  ({ base } = await startServer(configured));
});

afterAll(async () => {
  await Promise.all(
    servers.map(
      async (server) =>
        await new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
          server.closeAllConnections();
        }),
    ),
  );
  await rm(directory, { recursive: true });
});

/** The status and text of the answer to a raw request line, whose path `fetch` would normalize. */
async function sendRaw(requestTarget: string): Promise<{ status: number; text: string }> {
  const { port } = new URL(base);
  return await new Promise((resolve, reject) => {
    const socket = connect(Number(port), "localhost");
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("error", reject);
    socket.on("end", () => {
      resolve({ status: Number(/^HTTP\/1\.1 ([0-9]{3})/.exec(text)?.[1]), text });
    });
    socket.write(`GET ${requestTarget} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  });
}

describe("the Node host", () => {
  it.each([
    "/",
    "/dashboard",
    "/members?page=2",
    "/auth/workos/callback?code=1",
    "/sign-in",
    "/apix",
    "/a/b/c",
  ])("serves the app for the deep link %s", async (path) => {
    const response = await fetch(`${base}${path}`, { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe(indexHtml);
  });

  it.each([
    ["/", "no-cache"],
    ["/dashboard", "no-cache"],
    ["/index.html", "no-cache"],
    ["/auth/workos/callback?code=1", "no-store"],
    ["/assets/index-abc123.js", "public, max-age=31536000, immutable"],
    ["/favicon.svg", "no-cache"],
  ])("serves %s with Cache-Control %s", async (path, caching) => {
    expect((await fetch(`${base}${path}`)).headers.get("Cache-Control")).toBe(caching);
  });

  it.each([
    ["/assets/index-abc123.js", "text/javascript; charset=utf-8"],
    ["/assets/face-abc123.woff2", "font/woff2"],
    ["/favicon.svg", "image/svg+xml"],
  ])("serves %s with its content type", async (path, type) => {
    expect((await fetch(`${base}${path}`)).headers.get("Content-Type")).toBe(type);
  });

  it.each(["/assets/index-old.js", "/assets/nothing", "/assets", "/assets/", "/assets/index-abc123.js.map"])(
    "answers 404 for %s, which isn't a file of the build, even as a page",
    async (path) => {
      const response = await fetch(`${base}${path}`, { headers: { Accept: "text/html" } });
      expect(response.status).toBe(404);
    },
  );

  it.each(["/missing.png", "/a/b.css", "/.env", "/.git/config", "/dashboard/index.html"])(
    "answers 404 for %s, which isn't a file of the build",
    async (path) => {
      const response = await fetch(`${base}${path}`, { headers: { Accept: "*/*" } });
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain("secret");
    },
  );

  it("answers 404 for a route that isn't requested as a page", async () => {
    const response = await fetch(`${base}/dashboard`, { headers: { Accept: "image/png" } });
    expect(response.status).toBe(404);
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "//secret.txt",
    "/%00",
    "/%ff",
    "/%",
    "/.%2e/secret.txt%00.js",
    "http://evil.example/../secret.txt",
  ])("serves no file outside the build for %s", async (requestTarget) => {
    const { status, text } = await sendRaw(requestTarget);
    expect([200, 400, 404]).toContain(status);
    expect(text).not.toMatch(/\r\n\r\n[\s\S]*secret/);
  });

  it.each(["/", "/dashboard", "/assets/index-abc123.js", "/missing.png", "/api/health", "/api/nothing"])(
    "sends the security headers with %s",
    async (path) => {
      const { headers } = await fetch(`${base}${path}`);
      for (const name of [
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
        "Referrer-Policy",
        "X-Content-Type-Options",
      ]) {
        expect(headers.get(name), name).not.toBeNull();
      }
      const isCall = path.startsWith("/api/");
      expect(headers.get("Content-Security-Policy")).toContain(
        isCall
          ? "default-src 'none'; frame-ancestors 'none'"
          : "connect-src 'self' https://auth.example.com;",
      );
      expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
    },
  );

  it("sends the security headers also with a refused method and a malformed request", async () => {
    const refused = await fetch(`${base}/dashboard`, { method: "POST", body: "x" });
    expect(refused.status).toBe(405);
    expect(refused.headers.get("Allow")).toBe("GET, HEAD");
    expect(refused.headers.get("Content-Security-Policy")).toContain("script-src 'self'");
  });

  it("answers HEAD without a body but with the file's length", async () => {
    const response = await fetch(`${base}/favicon.svg`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Length")).toBe("6");
    expect(await response.text()).toBe("");
  });

  it("answers 304 when a page hasn't changed", async () => {
    const entityTag = (await fetch(`${base}/dashboard`)).headers.get("ETag") ?? "";
    const response = await fetch(`${base}/dashboard`, { headers: { "If-None-Match": entityTag } });
    expect(response.status).toBe(304);
  });

  it("passes calls to the function, under the configured origin", async () => {
    expect(await (await fetch(`${base}${apiPaths.health}`)).json()).toEqual({
      status: "ok",
      emailCode: "available",
    });
    const browser = createTestBrowser(
      { fetch: async (request) => await fetch(request.url.replace(ownOrigin, base), toInit(request)) },
      { origin: ownOrigin },
    );
    const response = await browser.post(apiPaths.signOut, {});
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ revoked: true });
  });

  it("serves the app without configuration, and reports codes as not configured", async () => {
    const { base: bare } = await startServer({});
    expect((await fetch(`${bare}/dashboard`)).status).toBe(200);
    expect(await (await fetch(`${bare}${apiPaths.health}`)).json()).toMatchObject({
      emailCode: "not_configured",
    });
  });

  it("limits clients by the socket's address, whatever address they claim", async () => {
    const { base: own } = await startServer(configured);
    const browser = createTestBrowser(
      { fetch: async (request) => await fetch(request.url.replace(ownOrigin, own), toInit(request)) },
      { origin: ownOrigin },
    );
    const statuses = await Promise.all(
      Array.from({ length: 31 }, async (_, index) => {
        const address = `203.0.113.${String(index)}`;
        const claims = {
          "portico-client-address": address,
          "X-Forwarded-For": address,
          "X-Real-IP": address,
        };
        return (
          await browser.post(apiPaths.sendEmailCode, { email: `p${String(index)}@example.com` }, claims)
        ).status;
      }),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  it("limits clients by the configured proxy header", async () => {
    const { base: own } = await startServer({ ...configured, PORTICO_CLIENT_ADDRESS_HEADER: "X-Real-IP" });
    const browser = createTestBrowser(
      { fetch: async (request) => await fetch(request.url.replace(ownOrigin, own), toInit(request)) },
      { origin: ownOrigin },
    );
    const statuses = await Promise.all(
      Array.from({ length: 31 }, async (_, index) => {
        const headers = { "X-Real-IP": `203.0.113.${String(index)}` };
        return (
          await browser.post(apiPaths.sendEmailCode, { email: `p${String(index)}@example.com` }, headers)
        ).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([202]));
  });
});

function toInit(request: Request): RequestInit & { duplex: "half" } {
  return { method: request.method, headers: request.headers, body: request.body, duplex: "half" };
}

it("looks for sign-outs that are still to be told once a minute, until it is closed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const memory = createMemoryCounterStore();
    let looks = 0;
    const lease = async () => {
      looks += 1;
      return await Promise.reject(new Error("down"));
    };
    const server = createPorticoServer({
      files: await readBuiltFiles(join(directory, "dist")),
      variables: testVariables,
      ownOrigin,
      writeLog: () => undefined,
      counterStore: {
        ...memory,
        createQueue: (options) => {
          return { ...memory.createQueue(options), lease };
        },
      },
    });
    vi.advanceTimersByTime(120_000);
    expect(looks).toBe(2);
    server.emit("close");
    vi.advanceTimersByTime(120_000);
    expect(looks).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

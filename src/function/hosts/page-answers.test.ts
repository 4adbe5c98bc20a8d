import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { createServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { htmlPages } from "../../contract/html-pages.ts";
import { testVariables } from "../testing/test-workos.ts";
import { readBuiltFiles } from "./built-files.ts";
import { porticoFunction } from "./dev-server.ts";
import { servePages } from "./development-pages.ts";
import { createPorticoServer } from "./node-server.ts";
import { emptyBuild } from "./testing/empty-build.ts";

type Answer = "the app" | "a file" | "not found" | "a problem" | "not allowed";
type ServerName = "dev" | "preview" | "start";

const navigation = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
const anything = "*/*";
const image = "image/avif,image/webp,*/*;q=0.8";

/** What each server answers. Development also serves its sources, but never to a navigation. */
const requests: [method: string, path: string, accept: string | null, answer: Answer, dev?: Answer][] = [
  ["GET", "/", navigation, "the app"],
  ["GET", "/?return_to=%2Fmembers", navigation, "the app"],
  ["GET", "/index.html", navigation, "the app"],
  ["GET", "/dashboard", navigation, "the app"],
  ["GET", "/dashboard/", navigation, "the app"],
  ["HEAD", "/dashboard", navigation, "the app"],
  ["GET", "/dashboard", anything, "the app"],
  ["GET", "/dashboard", null, "the app"],
  ["GET", "/dashboard", "application/json", "not found"],
  ["GET", "/members/ada@example.com", navigation, "the app"],
  ["HEAD", "/members/ada@example.com", navigation, "the app"],
  ["GET", "/members/ada@example.com?tab=roles", navigation, "the app"],
  ["GET", "/members/ada%40example.com", navigation, "the app"],
  ["GET", "/members/ada@example.com", anything, "not found"],
  ["GET", "/v1.2", navigation, "the app"],
  ["GET", "/v1.2/notes", navigation, "the app"],
  ["GET", "/files/report.pdf", navigation, "the app"],
  ["GET", "/missing.html", navigation, "the app"],
  ["GET", "/sign-in", navigation, "the app"],
  ["GET", "/sign-in", "application/json", "not found"],
  ["GET", "/sign-in.html", navigation, "the app"],
  ["GET", "/sign-in.html", anything, "not found"],
  ["GET", "/sign-in%2ehtml", anything, "not found"],
  ["GET", "/sign-in/../console.html", anything, "not found"],
  ["POST", "/sign-in", navigation, "not allowed"],
  ["POST", "/sign-in.html", navigation, "not allowed"],
  ["GET", "/missing.js", navigation, "the app"],
  ["GET", "/missing.js", anything, "not found"],
  ["GET", "/missing.png", image, "not found"],
  ["GET", "/favicon.ico", image, "not found"],
  ["GET", "/members/a%2Fb", navigation, "the app"],
  ["GET", "/members/%E0%A4%A", navigation, "the app"],
  ["GET", "/%2e%2e%2fpackage.json", navigation, "the app"],
  ["GET", "/%2e%2e%2fpackage.json", anything, "not found"],
  ["GET", "/a%00b", navigation, "the app"],
  ["GET", `/${"a".repeat(3000)}`, navigation, "the app"],
  ["GET", "/members/ada@example.com/", navigation, "the app"],
  ["GET", "/index.html/", navigation, "the app"],
  ["GET", "/@ada", navigation, "the app"],
  ["GET", "/@ada", anything, "the app"],
  ["GET", "/@vite/client", navigation, "the app"],
  ["GET", "/@fs/etc/passwd", navigation, "the app"],
  ["GET", "/__notes", navigation, "the app"],
  ["GET", "/node_modules/vite/package.json", navigation, "the app"],
  ["GET", "//evil.example/x", navigation, "the app"],
  ["GET", "/dashboard?raw", navigation, "the app"],
  ["GET", "/dashboard?import", navigation, "the app"],
  ["GET", "/v1.2", "text/html;q=0.5", "the app"],
  ["GET", "/v1.2", "*/*, TEXT/HTML; charset=utf-8", "the app"],
  ["GET", "/v1.2", "text/html;q=0, */*", "not found"],
  ["GET", "/v1.2", "application/x-text/html", "not found"],
  ["GET", "/v1.2", "text/*", "not found"],
  ["GET", "/dashboard", "text/*", "the app"],
  ["GET", "/dashboard", "*/*;q=0", "not found"],
  ["GET", "/dashboard", "text/html;q=0.0", "not found"],
  ["GET", "/dashboard", "", "the app"],
  ["GET", "/sw.js", anything, "not found"],
  ["GET", "/start%2ejs", anything, "not found"],
  ["GET", "/./assets/missing.js", navigation, "not found"],
  ["GET", "/x/../assets/missing.js", navigation, "not found"],
  ["GET", "/x/%2e%2e/assets/missing.js", navigation, "not found"],
  ["GET", "//assets/missing.js", anything, "not found"],
  ["GET", "/assets/index.html", navigation, "not found"],
  ["GET", "/x/.npmrc", anything, "not found"],
  ["GET", "/portico.svg?version=1", navigation, "a file"],
  ["GET", "/portico.svg/", navigation, "the app"],
  ["GET", "/portico.svg", navigation, "a file"],
  ["GET", "/portico.svg", image, "a file"],
  ["GET", "/assets/missing.js", anything, "not found"],
  ["GET", "/assets/missing.js", navigation, "not found"],
  ["GET", "/assets/missing", navigation, "not found"],
  ["GET", "/assets/", navigation, "not found"],
  ["GET", "/assets", navigation, "not found"],
  ["GET", "/%61ssets/missing.js", navigation, "not found"],
  ["GET", "/assets/..%2fdashboard", navigation, "not found"],
  ["GET", "/assetsmap", navigation, "the app"],
  ["GET", "/.env", navigation, "the app"],
  ["GET", "/.env", anything, "not found"],
  ["GET", "/.git/config", anything, "not found"],
  ["GET", "/.well-known/change-password", navigation, "the app"],
  ["GET", "/.well-known/openid-configuration", "application/json", "not found"],
  ["GET", "/src/main.ts", navigation, "the app"],
  ["GET", "/src/main.ts", anything, "not found", "a file"],
  ["GET", "/src", navigation, "the app"],
  ["GET", "/mock/mailbox", navigation, "the app"],
  ["GET", "/api/unknown", navigation, "a problem"],
  ["GET", "/api/unknown", anything, "a problem"],
  ["GET", "/api", navigation, "a problem"],
  ["POST", "/api/unknown", anything, "a problem"],
  ["GET", "/api/", navigation, "a problem"],
  ["GET", "/api?x=1", navigation, "a problem"],
  ["GET", "/api.json", navigation, "the app"],
  ["GET", "/api.json", anything, "not found"],
  ["GET", "/API/health", navigation, "the app"],
  ["GET", "/apis", navigation, "the app"],
  ["POST", "/dashboard", navigation, "not allowed"],
  ["PUT", "/portico.svg", anything, "not allowed"],
  ["DELETE", "/", navigation, "not allowed"],
  ["OPTIONS", "/dashboard", anything, "not allowed"],
  ["POST", "/auth/workos/callback", navigation, "not allowed"],
  ["POST", "/assets/missing.js", anything, "not allowed"],
];

const personalFiles = [
  "accounts.synced.json",
  "accounts.synced.json.tmp",
  "people.csv",
  "people.csv.invited.jsonl",
];

let ports: Record<ServerName, number>;
let root: string;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-pages-"));
  root = realpathSync(directory);
  const html = new TextDecoder().decode(emptyBuild.get("/index.html")?.bytes);
  const write = (path: string, content: string): void => {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  for (const folder of [".", "dist"]) write(join(folder, "index.html"), html);
  for (const { file } of htmlPages) write(join("dist", file), `${html}<p>${file}</p>`);
  for (const folder of ["public", "dist"]) write(join(folder, "portico.svg"), "<svg>file</svg>");
  write("dist/assets/app-1.js", "file");
  write("src/main.ts", "export const file = 1;");
  write(".env", "SECRET=1");
  write(".git/config", "SECRET");
  for (const name of [...personalFiles, ".npmrc"]) write(name, "SECRET");
  write("package.json", "{}");

  const common = {
    root: directory,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    appType: "mpa",
    optimizeDeps: { noDiscovery: true },
    plugins: [porticoFunction({ variables: testVariables }), servePages()],
  } as const;
  const dev = await createServer({
    ...common,
    plugins: [...common.plugins],
    server: { port: 0, host: "localhost", watch: null, ws: false, cors: false },
  });
  await dev.listen();
  const previewed = await preview({
    ...common,
    plugins: [...common.plugins],
    preview: { port: 0, host: "localhost", cors: false },
  });
  const start = createPorticoServer({
    files: await readBuiltFiles(join(directory, "dist")),
    variables: testVariables,
    ownOrigin: "http://localhost:4300",
    writeLog: () => undefined,
  });
  await new Promise<void>((resolve) => start.listen(0, "localhost", resolve));
  closing.push(
    async () => await dev.close(),
    async () => await previewed.close(),
    () => start.close(),
    () => start.closeAllConnections(),
  );
  ports = { dev: portOf(dev.httpServer), preview: portOf(previewed.httpServer), start: portOf(start) };
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
});

function portOf(server: { address: () => unknown } | null): number {
  const address = server?.address();
  if (typeof address !== "object" || address === null || !("port" in address)) throw new Error("no port");
  return Number(address.port);
}

/** Sends the path as it is written, which `fetch` would normalize. */
async function send(name: ServerName, method: string, path: string, accept: string | null) {
  const asked = request({
    port: ports[name],
    host: "localhost",
    method,
    path,
    headers: accept === null ? {} : { Accept: accept },
  });
  asked.end();
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", reject);
  });
  return { response, body: await text(response) };
}

async function ask(name: ServerName, method: string, path: string, accept: string | null): Promise<string> {
  const { response, body } = await send(name, method, path, accept);
  const type = response.headers["content-type"] ?? "";
  const isApp = body.includes("portico-config");
  if (body.includes("SECRET")) return "a secret";
  if (type === "application/problem+json") return "a problem";
  if (response.statusCode === 404 && !isApp) return "not found";
  if (response.statusCode === 405 && response.headers.allow === "GET, HEAD") return "not allowed";
  if (response.statusCode === 200 && !type.startsWith("text/html")) return "a file";
  if (response.statusCode === 200 && isApp === (method !== "HEAD")) return "the app";
  return `${String(response.statusCode)}: ${body}`;
}

describe.each(["dev", "preview", "start"] as const)("the %s server", (name) => {
  it.each(requests)(
    "answers %s %s with Accept %s by %s",
    async (method, path, accept, answer, dev = answer) => {
      expect(await ask(name, method, path, accept)).toBe(name === "dev" ? dev : answer);
    },
  );
});

describe.each(["preview", "start"] as const)("the %s server", (name) => {
  it.each([
    ["/sign-in", "sign-in.html"],
    ["/sign-in?return_to=%2Fmembers", "sign-in.html"],
    ["/Sign-In/", "sign-in.html"],
    ["/%73ign-in", "sign-in.html"],
    ["//login", "login.html"],
    ["/signed-out", "signed-out.html"],
    ["/auth/workos/callback?code=1", "callback.html"],
    ["/sign-in/../account", "console.html"],
  ])("answers %s with the page's own file, %s", async (path, file) => {
    expect((await send(name, "GET", path, navigation)).body).toContain(`<p>${file}</p>`);
  });

  it.each(["/", "/sign-in/x", "/sign-in.html", "/%2573ign-in", "/sign-in%2f..%2faccount", "/members/1"])(
    "answers %s with index.html",
    async (path) => {
      const { body } = await send(name, "GET", path, navigation);
      expect([body.includes("portico-config"), body.includes("<p>")]).toEqual([true, false]);
    },
  );
});

describe("the development server, which a tunnel may make public", () => {
  it.each([...personalFiles, ".npmrc", ".env", ".git/config"])(
    "serves neither secrets nor lists of people: %s",
    async (name) => {
      for (const path of [`/${name}`, `/@fs${root}/${name}`, `/@fs${root}/${name}?raw`])
        expect(await ask("dev", "GET", path, anything), path).toMatch(/^(?:not found$|403)/);
    },
  );
});

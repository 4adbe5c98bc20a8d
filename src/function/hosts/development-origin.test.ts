import type { IncomingMessage } from "node:http";

import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createReadOrigin, forwardingHosts, isDirectOrigin, type ReadOrigin } from "./development-origin.ts";

type Headers = Record<string, string | string[]>;

function incomingWith(headers: Headers, isEncrypted = false): IncomingMessage {
  const incoming: unknown = { headers, socket: isEncrypted ? { encrypted: true } : {} };
  return incoming as IncomingMessage; // eslint-disable-line typescript/no-unsafe-type-assertion -- only these are read
}

let readOrigin: ReadOrigin;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await createServer({
    root: import.meta.dirname,
    configFile: false,
    envDir: false,
    logLevel: "silent",
    optimizeDeps: { noDiscovery: true },
    server: {
      middlewareMode: true,
      watch: null,
      ws: false,
      allowedHosts: [...forwardingHosts, "console.example.com"],
    },
  });
  readOrigin = createReadOrigin(server);
  close = async () => await server.close();
});
afterAll(async () => await close());

const codespace = { "x-forwarded-host": "fluffy-5173.app.github.dev", "x-forwarded-proto": "https" };

describe("the origin under which the development server is reached", () => {
  it.each<[string, Headers, string]>([
    ["localhost", { host: "localhost:5173" }, "http://localhost:5173"],
    ["another port", { host: "localhost:8080" }, "http://localhost:8080"],
    ["the default port", { host: "localhost:80" }, "http://localhost"],
    ["a subdomain of localhost", { host: "console.localhost:5173" }, "http://console.localhost:5173"],
    ["127.0.0.1", { host: "127.0.0.1:5173" }, "http://127.0.0.1:5173"],
    ["[::1]", { host: "[::1]:5173" }, "http://[::1]:5173"],
    ["an address of the network", { host: "192.168.1.20:5173" }, "http://192.168.1.20:5173"],
    ["an IPv6 address of the network", { host: "[fd00::2]:5173" }, "http://[fd00::2]:5173"],
    ["capital letters", { host: "LOCALHOST:5173" }, "http://localhost:5173"],
    ["a host that is allowed", { host: "console.example.com" }, "http://console.example.com"],
    ["a Codespace", { host: "localhost:5173", ...codespace }, "https://fluffy-5173.app.github.dev"],
    [
      "a Codespace that names the port",
      { host: "localhost:5173", ...codespace, "x-forwarded-host": "fluffy-5173.app.github.dev:443" },
      "https://fluffy-5173.app.github.dev",
    ],
    [
      "Gitpod, which keeps the host",
      { host: "5173-fluffy.ws-eu120.gitpod.io", "x-forwarded-proto": "https" },
      "https://5173-fluffy.ws-eu120.gitpod.io",
    ],
    [
      "ngrok",
      { host: "abc.ngrok-free.app", "x-forwarded-host": "abc.ngrok-free.app", "x-forwarded-proto": "https" },
      "https://abc.ngrok-free.app",
    ],
    [
      "a Cloudflare tunnel",
      { host: "a-b.trycloudflare.com", "x-forwarded-proto": "https" },
      "https://a-b.trycloudflare.com",
    ],
    [
      "a tunnel of VS Code",
      {
        host: "localhost:5173",
        "x-forwarded-host": "x-5173.euw.devtunnels.ms",
        "x-forwarded-proto": "https",
      },
      "https://x-5173.euw.devtunnels.ms",
    ],
    [
      "a TLS proxy on this machine",
      { host: "localhost:5173", "x-forwarded-host": "localhost:8443", "x-forwarded-proto": "https" },
      "https://localhost:8443",
    ],
    [
      "two proxies, of which the first is the browser's",
      {
        host: "localhost:5173",
        "x-forwarded-host": "fluffy-5173.app.github.dev, 10.0.0.1:80",
        "x-forwarded-proto": "https,http",
      },
      "https://fluffy-5173.app.github.dev",
    ],
    ["HTTP/2", { ":authority": "localhost:5173" }, "http://localhost:5173"],
  ])("is read for %s", (_, headers, origin) => {
    expect(readOrigin(incomingWith(headers))).toBe(origin);
  });

  it("is https where the server has TLS itself", () => {
    expect(readOrigin(incomingWith({ host: "localhost:5173" }, true))).toBe("https://localhost:5173");
  });

  it.each<[string, Headers]>([
    ["a name that anyone can point at this machine", { host: "evil.example" }],
    ["such a name that is forwarded", { host: "localhost:5173", "x-forwarded-host": "evil.example" }],
    ["a name that ends like an allowed one", { host: "evilapp.github.dev" }],
    ["a name that begins like an allowed one", { host: "app.github.dev.evil.example" }],
    ["a name that only contains localhost", { host: "localhost.evil.example" }],
    ["an address that is a name", { host: "127.0.0.1.evil.example" }],
    ["a scheme of another protocol", { host: "localhost:5173", "x-forwarded-proto": "javascript" }],
    ["a host with a path", { host: "localhost:5173", "x-forwarded-host": "localhost/evil" }],
    ["a host with credentials", { host: "localhost:5173", "x-forwarded-host": "localhost@evil.example" }],
    ["a port that is none", { host: "localhost:99999" }],
    ["no host", {}],
  ])("isn't read for %s", (_, headers) => {
    expect(readOrigin(incomingWith(headers))).toBeNull();
  });
});

describe("isDirectOrigin", () => {
  it.each([
    ["http://localhost:5173", true],
    ["https://localhost:5173", true],
    ["https://fluffy-5173.app.github.dev", false],
    ["http://localhost:51730", false],
    ["null", false],
    [undefined, false],
  ])("recognizes what a tunnel makes of the page's origin: %s", (origin, isDirect) => {
    expect(isDirectOrigin(origin, incomingWith({ host: "localhost:5173", ...codespace }))).toBe(isDirect);
  });
});

import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { expect } from "vitest";

import { htmlPages } from "../../src/contract/html-pages.ts";
import type { HostName } from "../../src/function/hosts/host-preset.ts";
import { parseContentOrigins } from "../../src/function/hosts/content-origins.ts";
import { buildSecurityHeaders } from "../../src/function/hosts/security-headers.ts";
import type { Mailbox } from "../../src/mocks/mailbox/mailbox.ts";
import { ownOrigin, workosOrigin } from "./build-outputs.ts";
import type { HostResponse, RunningHost } from "./host-driver.ts";

/** What a case has to look at. */
export type CaseWorld = {
  host: RunningHost;
  paths: { script: string; otherFile: string };
  /** The texts of the build's HTML files by their names. */
  pages: ReadonlyMap<string, string>;
  mailbox: Mailbox;
  /** Of the person who signs in; each host has its own, because WorkOS limits the mails to an address. */
  email: string;
  /** Cookies of one browser, by name, that the cases of a sign-in pass on. */
  cookies: Map<string, string>;
};

/** One fact about every host. */
export type HostCase = {
  title: string;
  check: (world: CaseWorld) => Promise<void>;
  /** Also in the short form of the tests, on every host. */
  isShort?: true;
  /** Where the fact is the host's own business, and why. */
  notOn?: Partial<Record<HostName, string>>;
};

const navigation = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
const anything = { Accept: "*/*" };
const image = { Accept: "image/avif,image/webp,*/*;q=0.8" };
const securityHeaders = buildSecurityHeaders({
  ownOrigin,
  workosOrigin,
  contentOrigins: parseContentOrigins({}),
});
const hostCompresses = "the host compresses by itself";
const compressors = {
  vercel: hostCompresses,
  netlify: hostCompresses,
  lambda: hostCompresses,
  cloudflare: hostCompresses,
};
const cannotSeeAccept = "rewrites can't depend on Accept";

/** The headers of a call from the console's own page. */
export const ownPage = {
  "Content-Type": "application/json",
  Origin: ownOrigin,
  "Sec-Fetch-Site": "same-origin",
  "X-Portico-Request": "1",
  "User-Agent": "ContractSuite/1.0",
};

function isRevalidated(response: HostResponse): boolean {
  const cacheControl = response.headers.get("Cache-Control") ?? "";
  return cacheControl === "no-cache" || /^public, ?max-age=0, ?must-revalidate$/.test(cacheControl);
}

function expectApp(response: HostResponse): void {
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  expect(response.text).toContain("portico-config");
}

function expectProblem(response: HostResponse, status: number, code: string): void {
  expect([response.status, response.headers.get("Content-Type")]).toEqual([
    status,
    "application/problem+json",
  ]);
  expect(JSON.parse(response.text)).toMatchObject({ status, code, reference: expect.any(String) });
}

const pages: [path: string, accept: Record<string, string>, notOn?: HostCase["notOn"]][] = [
  ["/", navigation],
  ["/?return_to=%2Fmembers", navigation],
  ["/index.html", navigation],
  ["/sign-in", navigation],
  ["/login", navigation],
  ["/dashboard", navigation],
  ["/dashboard/", navigation],
  ["/dashboard", anything],
  ["/dashboard?page=2", navigation],
  ["/signed-out", navigation],
  ["/members/ada@example.com", navigation],
  ["/members/ada%40example.com", navigation],
  ["/members/ada@example.com/", navigation],
  ["/v1.2/notes", navigation],
  ["/files/report.pdf", navigation],
  ["/auth/workos/callback?code=1&state=2", navigation],
  ["/auth/email-link", navigation],
  ["/invitations/accept?invitation_token=x", navigation],
  ["/assetsmap", navigation],
  ["/apis", navigation],
  ["/api.json", navigation],
  ["/API/health", navigation],
  ["/.well-known/change-password", navigation],
  ["/.env", navigation],
  ["/@ada", navigation],
  ["/members/%E0%A4%A", navigation],
  [`/${"a".repeat(2000)}`, navigation],
];

const missing: [path: string, accept: Record<string, string>, notOn?: HostCase["notOn"]][] = [
  ["/assets/index-old.js", anything],
  ["/assets/index-old.js", navigation],
  ["/assets/index-old.css", anything],
  ["/assets/nothing", navigation],
  ["/assets/", navigation],
  ["/assets", navigation],
  ["/assets/index.html", navigation],
  ["/assets/a/b.js", anything],
  ["/x/../assets/index-old.js", navigation],
  ["/missing.png", image, { netlify: cannotSeeAccept }],
  ["/missing.js", anything, { netlify: cannotSeeAccept }],
  ["/favicon.ico", image, { netlify: cannotSeeAccept }],
  ["/dashboard", { Accept: "application/json" }, { netlify: cannotSeeAccept, vercel: cannotSeeAccept }],
  ["/.env", anything, { netlify: cannotSeeAccept }],
  ["/.git/config", anything, { netlify: cannotSeeAccept }],
  ["/package.json", anything, { netlify: cannotSeeAccept }],
  ["/build/server.mjs", anything, { netlify: cannotSeeAccept }],
  ["/functions/api.func/index.mjs", anything, { netlify: cannotSeeAccept }],
];

const pageCases: HostCase[] = [
  ...pages.map(([path, headers, notOn = {}], index): HostCase => ({
    title: `GET ${path.slice(0, 60)} with Accept ${headers["Accept"] ?? ""} is the app`,
    notOn,
    ...(index === 5 && { isShort: true }),
    check: async ({ host }) => expectApp(await host.fetch(path, { headers })),
  })),
  ...["/", "/dashboard", "/members/ada@example.com"].map((path): HostCase => ({
    title: `HEAD ${path} has the headers of the app and no body`,
    check: async ({ host }) => {
      const response = await host.fetch(path, { method: "HEAD", headers: navigation });
      expect([response.status, response.text]).toEqual([200, ""]);
      expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    },
  })),
  ...missing.map(([path, headers, notOn = {}], index): HostCase => ({
    title: `GET ${path} with Accept ${headers["Accept"] ?? ""} is 404, is no page, and is never cached`,
    notOn,
    ...(index === 1 && { isShort: true }),
    check: async ({ host }) => {
      const response = await host.fetch(path, { headers });
      expect(response.status).toBe(404);
      expect(response.text).not.toContain("portico-config");
      if (path.startsWith("/assets") || path.startsWith("/x")) {
        expect(response.headers.get("Cache-Control")).toBe("no-store");
      }
      expect(response.headers.get("Cache-Control") ?? "").not.toContain("immutable");
    },
  })),
  ...["/portico.svg", "/start.js"].flatMap((path): HostCase[] => [
    {
      title: `GET ${path} is the file`,
      check: async ({ host }) => {
        const response = await host.fetch(path, { headers: anything });
        expect(response.status).toBe(200);
        expect(response.headers.get("Content-Type")).not.toContain("text/html");
        expect(isRevalidated(response)).toBe(true);
      },
    },
    {
      title: `GET ${path}?version=1 as a navigation is the file`,
      check: async ({ host }) => {
        const response = await host.fetch(`${path}?version=1`, { headers: navigation });
        expect([response.status, response.text.includes("portico-config")]).toEqual([200, false]);
      },
    },
  ]),
];

const everyHost: readonly HostName[] = ["node", "vercel", "netlify", "cloudflare", "lambda"];
const noRule = (...hosts: HostName[]): Partial<Record<HostName, string>> =>
  Object.fromEntries(hosts.map((name) => [name, "its rules see the path as it is written"]));

/** Paths and the HTML file that answers them; hosts whose rules don't know a spelling answer with index.html, which works there too. */
const htmlFiles: [path: string, file: string, indexOn?: Partial<Record<HostName, string>>][] = [
  ...htmlPages.flatMap(({ file, paths }) => paths.map((path): [string, string] => [path, file])),
  ["/", "index.html"],
  ["/invitations/accept?invitation_token=x", "index.html"],
  ["/auth/email-link", "index.html"],
  ["/auth/doctor", "index.html"],
  ["/sign-in?return_to=%2Fmembers&login_hint=ada%40example.com", "sign-in.html"],
  ["/auth/workos/callback?code=1&state=2", "callback.html"],
  ["/sign-in/", "sign-in.html", noRule("netlify", "vercel")],
  ["/Sign-In", "sign-in.html", noRule("netlify", "vercel")],
  ["//sign-in//", "sign-in.html", noRule("netlify", "vercel")],
  ["/%73ign-in", "sign-in.html", noRule("netlify", "vercel")],
  ["/auth//WorkOS/callback/?code=1", "callback.html", noRule("netlify", "vercel")],
  ["/auth%2Fworkos%2Fcallback?code=1", "callback.html", noRule("netlify", "vercel")],
  ["/sign-in/../dashboard", "console.html"],
  ["/sign-in/%2e%2e/dashboard", "console.html"],
  ["/sign-in/.", "sign-in.html", noRule("netlify", "vercel")],
  // Paths that only begin or end like a page's, or become one only when they are decoded twice.
  ["/sign-in/x", "index.html"],
  ["/members/sign-in", "index.html"],
  ["/sign-in%2f..%2fdashboard", "index.html"],
  ["/sign-in%5c..%5cdashboard", "index.html"],
  ["/%2573ign-in", "index.html"],
  ["/sign-in%00", "index.html"],
  ["/sign-in%20", "index.html"],
  ["/sign-in%0d%0aSet-Cookie:a=b", "index.html"],
  ["/sign-in;a=b", "index.html"],
  ["//evil.example/sign-in", "index.html"],
  ["/console/sign-in", "index.html"],
  ["/__proto__", "index.html"],
  ["/constructor", "index.html"],
  // Where the files are is no address of theirs.
  ["/sign-in.html", "index.html"],
  ["/SIGN-IN.html", "index.html"],
  ["/sign-in.html/", "index.html"],
  ["/sign-in%2ehtml", "index.html", noRule("netlify")],
  ["/callback.html?code=1&state=2", "index.html"],
  ["/auth/workos/callback.html", "index.html"],
  ["/dashboard.html", "index.html"],
  ["/console.html", "index.html"],
];

const htmlFileCases: HostCase[] = [
  ...htmlFiles
    .flatMap(([path, file, indexOn = {}], index): HostCase[] => [
      {
        title: `GET ${path} is exactly ${file}`,
        notOn: indexOn,
        ...(index === 0 && { isShort: true }),
        check: async (world) => await expectFile(world, path, file),
      },
      {
        title: `GET ${path} is at least the app`,
        notOn: Object.fromEntries(
          everyHost
            .filter((name) => indexOn[name] === undefined)
            .map((name) => [name, "it has the page itself"]),
        ),
        check: async ({ host }) => {
          const response = await host.fetch(path, { headers: navigation });
          expectApp(response);
          expect(response.headers.get("Cache-Control") ?? "").not.toMatch(/immutable|max-age=[1-9]/);
        },
      },
    ])
    .filter(({ notOn }) => everyHost.some((name) => notOn?.[name] === undefined)),
  ...["/sign-in.html", "/console.html", "/auth/workos/callback.html"].map((path): HostCase => ({
    title: `GET ${path} with Accept */* is no page`,
    notOn: { netlify: cannotSeeAccept },
    check: async ({ host }) => {
      const response = await host.fetch(path, { headers: anything });
      expect([response.status, response.text.includes("portico-config")]).toEqual([404, false]);
    },
  })),
  ...htmlPages.flatMap(({ file, paths: [path] }): HostCase[] => [
    {
      title: `HEAD ${path} has the headers of its page and no body`,
      check: async ({ host }) => {
        const got = await host.fetch(path, { headers: navigation });
        const response = await host.fetch(path, { method: "HEAD", headers: navigation });
        expect([response.status, response.text]).toEqual([200, ""]);
        for (const name of ["Content-Type", "Cache-Control", "ETag", "Content-Security-Policy"])
          expect(response.headers.get(name)).toBe(got.headers.get(name));
      },
    },
    {
      title: `POST ${path} is 405, and nothing of ${file}`,
      check: async ({ host }) => {
        const response = await host.fetch(path, { method: "POST", headers: navigation });
        expect([response.status, response.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
        expect(response.text).not.toContain("portico-config");
      },
    },
  ]),
  {
    title: "each page has a tag of its own, and isn't 304 for another page's",
    isShort: true,
    check: async ({ host }) => {
      const own = ["/", "/sign-in", "/login", "/signed-out", "/dashboard"];
      const tags = await Promise.all(
        own.map(async (path) => (await host.fetch(path, { headers: navigation })).headers.get("ETag") ?? ""),
      );
      expect(new Set(tags).size).toBe(own.length);
      for (const [index, path] of own.entries()) {
        for (const [otherIndex, tag] of tags.entries()) {
          const headers = { ...navigation, "If-None-Match": tag };
          expect((await host.fetch(path, { headers })).status).toBe(index === otherIndex ? 304 : 200);
        }
      }
    },
  },
  {
    title: "/dashboard and /members have one page, so one tag",
    check: async ({ host }) => {
      const tags = await Promise.all(
        ["/dashboard", "/members", "/account"].map(async (path) =>
          (await host.fetch(path, { headers: navigation })).headers.get("ETag"),
        ),
      );
      expect(new Set(tags).size).toBe(1);
    },
  },
  ...["/sign-in", "/dashboard"].map((path): HostCase => ({
    title: `${path} doesn't differ by cookies, languages and encodings that a cache doesn't know of`,
    check: async ({ host }) => {
      const plain = await host.fetch(path, { headers: navigation });
      const headers = {
        ...navigation,
        Cookie: "a=b",
        "Accept-Language": "de",
        "User-Agent": "x",
        Origin: ownOrigin,
      };
      const response = await host.fetch(path, { headers });
      expect(response.text).toBe(plain.text);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(response.headers.get("ETag")).toBe(plain.headers.get("ETag"));
    },
  })),
];

async function expectFile({ host, pages: texts }: CaseWorld, path: string, file: string): Promise<void> {
  const response = await host.fetch(path, { headers: navigation });
  expectApp(response);
  expect(response.text).toBe(texts.get(file));
  expect(response.headers.get("ETag")).toMatch(/^"[^"]+"$/);
  expect(response.headers.get("Content-Security-Policy")).toBe(securityHeaders["Content-Security-Policy"]);
  const { pathname } = new URL(path, ownOrigin);
  if (pathname.startsWith("/auth/")) expect(response.headers.get("Cache-Control")).toBe("no-store");
  else expect(response.headers.get("Cache-Control") ?? "").not.toMatch(/immutable|max-age=[1-9]/);
}

const methodCases: HostCase[] = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].flatMap((method) =>
  ["/dashboard", "/", "/portico.svg", "/assets/index-old.js", "/auth/workos/callback"].map(
    (path): HostCase => ({
      title: `${method} ${path} is 405 and names the methods that there are`,
      ...(path.startsWith("/assets/") &&
        method !== "OPTIONS" && {
          notOn: { lambda: "CloudFront answers 403, because an origin group has no such methods" },
        }),
      check: async ({ host }) => {
        const response = await host.fetch(path, { method, headers: navigation });
        expect(response.status).toBe(405);
        expect(response.headers.get("Allow")).toBe("GET, HEAD");
        expect(response.headers.get("Cache-Control")).toBe("no-store");
        expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
      },
    }),
  ),
);

/** Whose answers have the headers: the app, a file, a missing asset, another method, a call. */
const protectedRequests: [name: string, path: (world: CaseWorld) => string, init?: { method: string }][] = [
  ["a page", () => "/dashboard"],
  ["the start page", () => "/"],
  ["a callback", () => "/auth/workos/callback?code=1"],
  ["a hashed file", ({ paths }) => paths.script],
  ["another file", () => "/portico.svg"],
  ["a missing asset", () => "/assets/index-old.js"],
  ["another method", () => "/dashboard", { method: "POST" }],
];

const headerCases: HostCase[] = [
  ...protectedRequests.flatMap(([name, path, init]) =>
    Object.entries(securityHeaders).map(([header, value], index): HostCase => ({
      title: `${header} is with ${name}`,
      ...(index === 0 && name === "a page" && { isShort: true }),
      check: async (world) => {
        const response = await world.host.fetch(path(world), { ...init, headers: navigation });
        expect(response.headers.get(header)).toBe(value);
      },
    })),
  ),
  ...Object.entries({
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  }).map(([header, value]): HostCase => ({
    title: `${header} is with a call, and is its own`,
    check: async ({ host }) => {
      expect((await host.fetch("/api/health")).headers.get(header)).toBe(value);
    },
  })),
  ...["Access-Control-Allow-Origin", "X-Powered-By", "Server"].map((header): HostCase => ({
    title: `${header} is in no answer of a call`,
    check: async ({ host }) => {
      const headers = { Origin: "https://evil.example" };
      expect((await host.fetch("/api/health", { headers })).headers.get(header)).toBeNull();
    },
  })),
];

const cachingCases: HostCase[] = [
  {
    title: "a hashed file is immutable for a year",
    isShort: true,
    check: async ({ host, paths }) => {
      for (const path of [paths.script, paths.otherFile]) {
        const response = await host.fetch(path);
        expect([response.status, response.headers.get("Cache-Control")]).toEqual([
          200,
          "public, max-age=31536000, immutable",
        ]);
      }
    },
  },
  ...["/", "/index.html", "/dashboard", "/members/ada@example.com"].map((path): HostCase => ({
    title: `${path} is revalidated, by a strong tag`,
    check: async ({ host }) => {
      const response = await host.fetch(path, { headers: navigation });
      expect(isRevalidated(response)).toBe(true);
      expect(response.headers.get("ETag")).toMatch(/^"[^"]+"$/);
    },
  })),
  ...["/auth/workos/callback?code=1", "/auth/email-link", "/auth/magic-link/callback"].map(
    (path): HostCase => ({
      title: `${path} is stored nowhere, because its address has a secret`,
      check: async ({ host }) => {
        const response = await host.fetch(path, { headers: navigation });
        expect(response.headers.get("Cache-Control")).toBe("no-store");
      },
    }),
  ),
  ...["/", "/dashboard"].map((path): HostCase => ({
    title: `${path} that a browser has is 304 without a body`,
    check: async ({ host }) => {
      const tag = (await host.fetch(path, { headers: navigation })).headers.get("ETag") ?? "";
      const response = await host.fetch(path, { headers: { ...navigation, "If-None-Match": tag } });
      expect([response.status, response.text]).toEqual([304, ""]);
      expect(isRevalidated(response)).toBe(true);
    },
  })),
  {
    title: "a page of another build isn't 304",
    check: async ({ host }) => {
      const headers = { ...navigation, "If-None-Match": '"of-another-build"' };
      expect((await host.fetch("/dashboard", { headers })).status).toBe(200);
    },
  },
  {
    title: "the tag is the same for each deep link without an HTML file of its own",
    check: async ({ host }) => {
      const tags = await Promise.all(
        ["/", "/members/ada@example.com", "/sign-in/x"].map(async (path) =>
          (await host.fetch(path, { headers: navigation })).headers.get("ETag"),
        ),
      );
      expect(new Set(tags).size).toBe(1);
    },
  },
  ...['W/"x"', '"a", "b"', "*"].map((list): HostCase => ({
    title: `If-None-Match ${list} with the tag of the page added is 304`,
    notOn: { vercel: "of the simulator", netlify: "of the simulator", lambda: "of the simulator" },
    check: async ({ host }) => {
      const tag = (await host.fetch("/", { headers: navigation })).headers.get("ETag") ?? "";
      const known = list === "*" ? list : `${list}, W/${tag}`;
      const response = await host.fetch("/", { headers: { ...navigation, "If-None-Match": known } });
      expect(response.status).toBe(304);
    },
  })),
];

const decoders = { br: brotliDecompressSync, gzip: gunzipSync };

/** What a client accepts, and what it gets. */
const encodings: [accepted: string | null, encoding: "br" | "gzip" | null][] = [
  ["gzip, deflate, br, zstd", "br"],
  ["br", "br"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP", "gzip"],
  ["br;q=0.5, gzip;q=0.8", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0, gzip;q=0", null],
  ["*", "br"],
  ["*;q=0", null],
  ["identity", null],
  ["identity;q=1, br;q=0.5", null],
  ["zstd", null],
  ["", null],
  [null, null],
];

const compressionCases: HostCase[] = [
  ...encodings.map(([accepted, encoding], index): HostCase => ({
    title: `Accept-Encoding ${accepted ?? "missing"} gets a script ${encoding === null ? "as it is" : `in ${encoding}`}`,
    notOn: compressors,
    ...(index === 0 && { isShort: true }),
    check: async ({ host, paths }) => {
      const plain = await host.fetch(paths.script);
      const headers = accepted === null ? {} : { "Accept-Encoding": accepted };
      const response = await host.fetch(paths.script, { headers });
      expect(response.headers.get("Content-Encoding")).toBe(encoding);
      expect(response.headers.get("Vary")).toBe("Accept-Encoding");
      expect(response.headers.get("Content-Length")).toBe(String(response.bytes.byteLength));
      const decoded = encoding === null ? response.bytes : decoders[encoding](response.bytes);
      expect(decoded.equals(plain.bytes)).toBe(true);
      expect(response.headers.get("ETag") === plain.headers.get("ETag")).toBe(encoding === null);
    },
  })),
  {
    title: "a page is compressed, and known by the tag of its encoding only",
    notOn: compressors,
    check: async ({ host }) => {
      const headers = { ...navigation, "Accept-Encoding": "br" };
      const response = await host.fetch("/dashboard", { headers });
      expect(response.headers.get("Content-Encoding")).toBe("br");
      expect(brotliDecompressSync(response.bytes).toString()).toContain("portico-config");
      const tag = response.headers.get("ETag") ?? "";
      const known = await host.fetch("/dashboard", { headers: { ...headers, "If-None-Match": tag } });
      expect([known.status, known.headers.get("Vary")]).toEqual([304, "Accept-Encoding"]);
      const other = await host.fetch("/dashboard", { headers: { ...navigation, "If-None-Match": tag } });
      expect(other.status).toBe(200);
    },
  },
  {
    title: "HEAD has the length of the encoding",
    notOn: compressors,
    check: async ({ host, paths }) => {
      const headers = { "Accept-Encoding": "br" };
      const got = await host.fetch(paths.script, { headers });
      const head = await host.fetch(paths.script, { method: "HEAD", headers });
      expect(head.headers.get("Content-Length")).toBe(got.headers.get("Content-Length"));
      expect(head.headers.get("Content-Encoding")).toBe("br");
    },
  },
  {
    title: "a font, which is compressed already, is as it is",
    check: async ({ host, paths }) => {
      const response = await host.fetch(paths.otherFile, { headers: { "Accept-Encoding": "br, gzip" } });
      expect([response.status, response.headers.get("Content-Encoding")]).toEqual([200, null]);
    },
  },
  {
    title: "a call's answer is as it is: compressed, its length would reveal what is in it",
    check: async ({ host }) => {
      const response = await host.fetch("/api/health", { headers: { "Accept-Encoding": "br, gzip" } });
      expect(response.headers.get("Content-Encoding")).toBeNull();
    },
  },
];

const post = (body: string, headers: Record<string, string> = ownPage, client = "192.0.2.2") => ({
  method: "POST",
  headers,
  body,
  client,
});
const without = (name: keyof typeof ownPage): Record<string, string> =>
  Object.fromEntries(Object.entries(ownPage).filter(([other]) => other !== name));

const refusals: [title: string, path: string, init: ReturnType<typeof post>, status: number, code: string][] =
  [
    [
      "a call from another origin",
      "/api/email-code/send",
      post("{}", { ...ownPage, Origin: "https://evil.example" }),
      403,
      "not_same_origin",
    ],
    [
      "a call from a subdomain",
      "/api/email-code/send",
      post("{}", { ...ownPage, Origin: "https://a.console.example.com" }),
      403,
      "not_same_origin",
    ],
    [
      "a call of another site's page",
      "/api/email-code/send",
      post("{}", { ...ownPage, "Sec-Fetch-Site": "cross-site" }),
      403,
      "not_same_origin",
    ],
    [
      "a call without an origin",
      "/api/session/sign-out",
      post("{}", without("Origin")),
      403,
      "not_same_origin",
    ],
    [
      "a call of a form",
      "/api/session/sign-out",
      post("{}", without("X-Portico-Request")),
      403,
      "not_same_origin",
    ],
    [
      "a body of text",
      "/api/session/refresh",
      post("{}", { ...ownPage, "Content-Type": "text/plain" }),
      415,
      "unsupported_media_type",
    ],
    [
      "a form's body",
      "/api/session/refresh",
      post("a=b", { ...ownPage, "Content-Type": "application/x-www-form-urlencoded" }),
      415,
      "unsupported_media_type",
    ],
    [
      "a compressed body",
      "/api/session/refresh",
      post("{}", { ...ownPage, "Content-Encoding": "gzip" }),
      415,
      "unsupported_media_type",
    ],
    ["a body that is no JSON", "/api/email-code/send", post("{"), 400, "invalid_request"],
    ["a body that is an array", "/api/email-code/send", post("[]"), 400, "invalid_request"],
    ["an empty body", "/api/email-code/send", post(""), 400, "invalid_request"],
    [
      "a body with another member",
      "/api/email-code/send",
      post('{"email":"a@b.example","x":1}'),
      400,
      "invalid_request",
    ],
    [
      "a body that is too large",
      "/api/email-code/send",
      post(JSON.stringify({ email: "a".repeat(70_000) })),
      413,
      "payload_too_large",
    ],
    ["an address that is none", "/api/email-code/send", post('{"email":"ada"}'), 400, "invalid_email"],
    ["a code without a challenge", "/api/email-code/verify", post('{"code":"123456"}'), 400, "no_challenge"],
    ["a refresh without a session", "/api/session/refresh", post("{}"), 401, "no_session"],
  ];

const errorCases: HostCase[] = [
  ...refusals.map(([title, path, init, status, code], index): HostCase => ({
    title: `${title} is refused with ${String(status)} ${code}`,
    ...(index === 0 && { isShort: true }),
    check: async ({ host }) => expectProblem(await host.fetch(path, init), status, code),
  })),
  ...["/api", "/api/", "/api/unknown", "/api/email-code", "/api/health/x", "/api?x=1"].map(
    (path): HostCase => ({
      title: `GET ${path} is no call`,
      check: async ({ host }) =>
        expectProblem(await host.fetch(path, { headers: navigation }), 404, "not_found"),
    }),
  ),
  ...[
    ["GET", "/api/email-code/send", "POST"],
    ["GET", "/api/session/sign-out", "POST"],
    ["PUT", "/api/session/refresh", "POST"],
    ["DELETE", "/api/health", "GET"],
  ].map(([method = "", path = "", allowed]): HostCase => ({
    title: `${method} ${path} is 405 and names the method that there is`,
    check: async ({ host }) => {
      const response = await host.fetch(path, { method, headers: ownPage });
      expectProblem(response, 405, "method_not_allowed");
      expect(response.headers.get("Allow")).toContain(allowed);
    },
  })),
  {
    title: "OPTIONS of a call grants nothing to another site",
    check: async ({ host }) => {
      const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" };
      const response = await host.fetch("/api/email-code/send", { method: "OPTIONS", headers });
      expect(response.status).toBe(405);
      for (const [name] of response.headers) expect(name).not.toMatch(/^access-control-/);
    },
  },
  {
    title: "health says what works",
    isShort: true,
    check: async ({ host }) => {
      const response = await host.fetch("/api/health");
      expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "application/json"]);
      expect(JSON.parse(response.text)).toEqual({ status: "ok", emailCode: "available" });
    },
  },
  {
    title: "HEAD of a call has its status and no body",
    check: async ({ host }) => {
      const response = await host.fetch("/api/health", { method: "HEAD" });
      expect([response.status, response.text]).toEqual([200, ""]);
    },
  },
  {
    title: "each problem has a reference of its own",
    check: async ({ host }) => {
      const [one, other] = [await host.fetch("/api/x"), await host.fetch("/api/x")];
      expect(JSON.parse(one.text).reference).not.toBe(JSON.parse(other.text).reference);
    },
  },
];

/** Headers by which a client may claim an address. */
const claims = [
  "X-Forwarded-For",
  "X-Real-IP",
  "X-Vercel-Forwarded-For",
  "X-NF-Client-Connection-IP",
  "CF-Connecting-IP",
  "True-Client-IP",
  "CloudFront-Viewer-Address",
  "Portico-Client-Address",
  "Forwarded",
];

const usedUpClient = "198.51.100.7";
const sendCode = (email: string) => JSON.stringify({ email });

const addressCases: HostCase[] = [
  {
    title: "sends are limited by the client's address",
    check: async ({ host, email }) => {
      const statuses = await Promise.all(
        Array.from({ length: 31 }, async (_, index) => {
          const body = sendCode(`client-${String(index)}-${email}`);
          return (await host.fetch("/api/email-code/send", post(body, ownPage, usedUpClient))).status;
        }),
      );
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    },
  },
  ...claims.map((header, index): HostCase => ({
    title: `a client whose sends are used up gets no more by ${header}`,
    check: async ({ host }) => {
      const value = header === "Forwarded" ? `for=203.0.113.${String(index)}` : `203.0.113.${String(index)}`;
      const headers = { ...ownPage, [header]: header.startsWith("CloudFront") ? `${value}:443` : value };
      const init = post(sendCode("claims@example.com"), headers, usedUpClient);
      const response = await host.fetch("/api/email-code/send", init);
      expectProblem(response, 429, "too_many_requests");
      expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
    },
  })),
  ...["203.0.113.200", "2001:db8::1"].map((client): HostCase => ({
    title: `another client's sends, from ${client}, are its own`,
    check: async ({ host, email }) => {
      const init = post(sendCode(`${client.replaceAll(":", "-")}-${email}`), ownPage, client);
      expect((await host.fetch("/api/email-code/send", init)).status).toBe(202);
    },
  })),
];

/** Steps of one sign-in, in order. */
const signInCases: HostCase[] = [
  {
    title: "a send is accepted, and sets the challenge's cookie",
    isShort: true,
    check: async ({ host, cookies, email }) => {
      const response = await host.fetch("/api/email-code/send", post(sendCode(email)));
      expect(response.status).toBe(202);
      expect(JSON.parse(response.text)).toEqual({
        expiresInSeconds: 600,
        resendAfterSeconds: 30,
        mayHoldLink: false,
      });
      keepCookies(cookies, response);
      expect([...cookies.keys()]).toContain("__Host-portico-challenge");
    },
  },
  {
    title: "cookies are out of a script's reach, for this host and https only, and of no other site",
    check: async ({ host, email }) => {
      const response = await host.fetch("/api/email-code/send", post(sendCode(`cookies-${email}`)));
      const set = response.headers.getSetCookie();
      expect(set.length).toBeGreaterThan(0);
      for (const cookie of set) {
        expect(cookie).toMatch(/^__Host-portico-/);
        for (const attribute of ["Path=/", "HttpOnly", "Secure", "SameSite=Strict"])
          expect(cookie).toContain(attribute);
        expect(cookie).not.toMatch(/Domain=/i);
      }
    },
  },
  {
    title: "a wrong code is refused, and says how many tries are left",
    check: async ({ host, cookies }) => {
      const response = await host.fetch("/api/email-code/verify", withCookies(cookies, { code: "000000" }));
      expectProblem(response, 400, "wrong_one_time_code");
      expect(JSON.parse(response.text)).toHaveProperty("attemptsLeft");
    },
  },
  {
    title: "the code doesn't work in another browser",
    check: async ({ host, mailbox, email }) => {
      const init = withCookies(new Map(), { code: readCode(mailbox, email) });
      expectProblem(await host.fetch("/api/email-code/verify", init), 400, "no_challenge");
    },
  },
  {
    title: "the code signs in, sets each cookie on its own, and shows no refresh token",
    check: async ({ host, cookies, mailbox, email }) => {
      const init = withCookies(cookies, { code: readCode(mailbox, email) });
      const response = await host.fetch("/api/email-code/verify", init);
      expect(response.status).toBe(200);
      const set = response.headers.getSetCookie();
      expect(set.length).toBeGreaterThan(1);
      for (const cookie of set) expect(cookie.match(/__Host-portico-/g)).toHaveLength(1);
      keepCookies(cookies, response);
      expect(cookies.has("__Host-portico-session")).toBe(true);
      expect(JSON.parse(response.text)).toMatchObject({
        user: { email },
        accessToken: expect.any(String),
      });
      expect(response.text).not.toMatch(/refresh/i);
    },
  },
  {
    title: "the code works once",
    check: async ({ host, cookies, mailbox, email }) => {
      const init = withCookies(cookies, { code: readCode(mailbox, email) });
      expect((await host.fetch("/api/email-code/verify", init)).status).toBe(400);
    },
  },
  {
    title: "the session is refreshed by its cookie",
    check: async ({ host, cookies, email }) => {
      const response = await host.fetch("/api/session/refresh", withCookies(cookies, {}));
      expect(response.status).toBe(200);
      keepCookies(cookies, response);
      expect(JSON.parse(response.text)).toMatchObject({ user: { email } });
    },
  },
  {
    title: "sign-out ends the session at WorkOS and clears the cookie",
    check: async ({ host, cookies }) => {
      const response = await host.fetch("/api/session/sign-out", withCookies(cookies, {}));
      expect([response.status, JSON.parse(response.text)]).toEqual([200, { revoked: true }]);
      expect(response.headers.getSetCookie().join()).toMatch(/__Host-portico-session=;.*Max-Age=0/);
    },
  },
  {
    title: "a cookie of before the sign-out is worth nothing",
    check: async ({ host, cookies }) => {
      expect((await host.fetch("/api/session/refresh", withCookies(cookies, {}))).status).toBe(401);
    },
  },
  {
    title: "no secret is in what the host has written",
    check: async ({ host, email }) => {
      for (const secret of ["sk_test_contract", "wSy_dVBXk91WMPVBg", "contract-suite-secret", email]) {
        expect(host.readOutput()).not.toContain(secret);
      }
    },
  },
];

function keepCookies(cookies: Map<string, string>, response: HostResponse): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "") cookies.delete(name);
    else cookies.set(name, value);
  }
}

function withCookies(cookies: ReadonlyMap<string, string>, body: object): ReturnType<typeof post> {
  const header = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return post(JSON.stringify(body), header === "" ? ownPage : { ...ownPage, Cookie: header });
}

function readCode(mailbox: Mailbox, email: string): string {
  return /\b[0-9]{6}\b/.exec(mailbox.latestTo(email)?.text ?? "")?.[0] ?? "";
}

export const cases: readonly HostCase[] = [
  ...pageCases,
  ...htmlFileCases,
  ...methodCases,
  ...headerCases,
  ...cachingCases,
  ...compressionCases,
  ...errorCases,
  ...signInCases,
  ...addressCases,
];

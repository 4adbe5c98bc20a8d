import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";

import * as v from "valibot";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { htmlPages } from "../../src/contract/html-pages.ts";
import { startMessages } from "../../src/config/start-messages.ts";
import configure from "../../vite.config.ts";
import { measureEntries } from "./measure-entries.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

const htmlFiles = ["index.html", ...htmlPages.map(({ file }) => file)];

/** What may be in the build, and there only in the JSON block of HTML files. */
const publicCanaries = {
  VITE_WORKOS_CLIENT_ID: "client_canary_of_the_build",
  VITE_WORKOS_API_URL: "https://auth.canary-of-the-build.example",
  VITE_WORKOS_REDIRECT_URI: "https://console.canary-of-the-build.example/auth/workos/callback",
};

/** What may stand nowhere in it, by the variable that carries it. */
const secretCanaries = {
  WORKOS_API_KEY: "sk_canary_api_key",
  PORTICO_KEYS: "canary:c2VjcmV0LWNhbmFyeS1vZi10aGUtYnVpbGQtMzItYnl0ZXM",
  SMTP_URL: "smtps://canary-mailer:canary-password@mail.canary.example",
  RESEND_API_KEY: "re_canary_key",
  REDIS_URL: "redis://canary-counter:6379",
  // Begins as a public variable does, and is none: only the listed ones may reach the page.
  VITE_CANARY_SECRET: "canary-behind-a-public-prefix",
};

/** Traces of what is for development and tests. */
const foreignTraces = [
  "client_portico_mock",
  "sk_test_portico_mock",
  "Mocked WorkOS",
  "/mock/mailbox",
  "mockServiceWorker",
  "[MSW]",
  "mswjs",
  "ada@example.com",
  "Ada Lovelace",
  "vitest",
  "playwright",
  "sourceMappingURL",
  "jsxDEV",
  "@workos-inc/node",
];

const configBlock = /<script type="application\/json" id="portico-config">[^<]*<\/script>/;

let built: string;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), "portico-build-"));
  for (const [name, value] of Object.entries({ ...publicCanaries, ...secretCanaries }))
    vi.stubEnv(name, value);
  // vitest sets these for its own run; a person's build has neither.
  vi.stubEnv("NODE_ENV", "production");
  vi.stubEnv("VITEST", undefined);
  await build({
    root: projectDirectory,
    configFile: join(projectDirectory, "vite.config.ts"),
    mode: "production",
    logLevel: "silent",
    build: { outDir: built, emptyOutDir: true },
  });
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(built, { recursive: true, force: true });
});

/** Everything in a build that has no business there, in words; empty for a good one. */
async function findLeaks(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const leaks = await Promise.all(
    paths.map(async (path) => {
      const name = relative(directory, path);
      // Latin-1 keeps the bytes of fonts and images apart, so that text inside of them is found too.
      const text = await readFile(path, "latin1");
      const outsideBlock = htmlFiles.includes(name) ? text.replace(configBlock, "") : text;
      return [
        ...(name.endsWith(".map") ? [`${name} is a source map`] : []),
        ...Object.entries(secretCanaries)
          .filter(([, value]) => text.includes(value))
          .map(([variable]) => `${name} holds ${variable}`),
        ...Object.entries(publicCanaries)
          .filter(([, value]) => outsideBlock.includes(value))
          .map(([variable]) => `${name} holds ${variable} outside of the JSON block`),
        ...foreignTraces.filter((trace) => text.includes(trace)).map((trace) => `${name} holds "${trace}"`),
      ];
    }),
  );
  return leaks.flat();
}

it("holds no secret, no mock, no test code and no source map", async () => {
  expect(await findLeaks(built)).toEqual([]);
});

it("holds a page, a script and a style sheet to look through", async () => {
  const names = await readdir(built, { recursive: true });
  const endings = new Set(names.map((name) => /\.[^./]+$/.exec(name)?.[0]));
  expect([...endings]).toEqual(expect.arrayContaining([".html", ".js", ".css"]));
});

it.each(htmlFiles)("has the public values in the JSON block of %s", async (name) => {
  const html = await readFile(join(built, name), "utf8");
  const json: unknown = JSON.parse(configBlock.exec(html)?.[0].replace(/<[^>]*>/g, "") ?? "");
  expect(json).toEqual({
    workosClientId: publicCanaries.VITE_WORKOS_CLIENT_ID,
    workosApiUrl: publicCanaries.VITE_WORKOS_API_URL,
    workosRedirectUri: publicCanaries.VITE_WORKOS_REDIRECT_URI,
  });
});

it("has a title and its words in the page itself, and a script that watches over the start before the app's", async () => {
  const html = await readFile(join(built, "index.html"), "utf8");
  expect(html).toContain(`<title>${startMessages.product}</title>`);
  for (const text of [startMessages.title, startMessages.text, startMessages.noScript])
    expect(html).toContain(text);
  expect(html).not.toContain("%start.");
  // Above the app's, else it would miss the error of a script that is gone.
  const watching = html.indexOf('<script defer src="/start.js"></script>');
  expect(watching).toBeGreaterThan(0);
  expect(watching).toBeLessThan(html.indexOf('<script type="module"'));
});

it("has at most 3 kB of script before the redirect to WorkOS can leave", async () => {
  const html = await readFile(join(built, "sign-in.html"), "utf8");
  const sources = [...html.matchAll(/<script(?![^>]*(?:\sdefer|type=))[^>]*\ssrc="([^"]*)"/g)].map(
    ([, source = ""]) => source,
  );
  expect(sources).toEqual([expect.stringMatching(/^\/assets\/early-[\w-]{8}\.js$/)]);
  const scripts = await Promise.all(sources.map((source) => readFile(join(built, source))));
  const bytes = scripts.reduce((sum, script) => sum + brotliCompressSync(script).byteLength, 0);
  expect(bytes).toBeLessThanOrEqual(3000);
});

it.each(["sign-in", "login", "signed-out"])(
  "loads the early script and the style sheets of %s.html before the app's script",
  async (name) => {
    const html = await readFile(join(built, `${name}.html`), "utf8");
    const appTags = [
      ...html.matchAll(/<script[^>]*\stype="module"[^>]*>|<link[^>]*\srel="modulepreload"[^>]*>/g),
    ];
    expect(appTags.length).toBeGreaterThan(0);
    for (const { 0: tag, index } of appTags) {
      expect(tag).toContain(' fetchpriority="low"');
      expect(index).toBeGreaterThan(html.lastIndexOf('<link rel="stylesheet"'));
      expect(index).toBeGreaterThan(html.indexOf("<script data-early"));
    }
    expect(html.indexOf('<link rel="preload" as="script"')).toBeLessThan(
      html.indexOf('<link rel="stylesheet"'),
    );
  },
);

it("keeps search engines from every page but the sign-in page", async () => {
  const pages = await Promise.all(
    htmlFiles.map(async (name) => [name, await readFile(join(built, name), "utf8")] as const),
  );
  const found = pages.filter(([, html]) => !html.includes('<meta name="robots" content="noindex" />'));
  expect(found.map(([name]) => name)).toEqual(["sign-in.html"]);
  for (const [, html] of pages)
    expect(html).toContain(`<meta name="description" content="${startMessages.description}" />`);
});

it.each(["sign-in", "login", "signed-out", "console"])(
  "has what people see first in %s.html",
  async (name) => {
    const html = await readFile(join(built, `${name}.html`), "utf8");
    const [, content = ""] = new RegExp(`<div id="root" data-page="${name}">(.*)</div>`).exec(html) ?? [];
    expect(content).toContain("<h1");
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect(html).not.toContain(`<title>${startMessages.product}</title>`);
    // Before anything of it is painted.
    expect(html.indexOf(content)).toBeLessThan(html.indexOf("<script data-early"));
    const classes = [...content.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, list = ""]) => list.split(" "));
    const sheets = [...html.matchAll(/<link rel="stylesheet"[^>]*href="([^"]*)"/g)].map(
      ([, href = ""]) => href,
    );
    const css = (await Promise.all(sheets.map((href) => readFile(join(built, href), "utf8")))).join("");
    expect(classes.filter((name) => name !== "undefined" && !css.includes(`.${name}`))).toEqual([]);
  },
);

it.each(htmlFiles)(
  "runs under the content security policy: no inline script and style in %s",
  async (name) => {
    const html = await readFile(join(built, name), "utf8");
    const scripts = html.replace(configBlock, "").match(/<script[^>]*>/g) ?? [];
    expect(scripts.filter((tag) => !/\ssrc="\/(?:assets\/|start\.js")/.test(tag))).toEqual([]);
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  },
);

it.each([
  ["a secret", "assets/planted.js", secretCanaries.WORKOS_API_KEY, "holds WORKOS_API_KEY"],
  [
    "a public value in a script",
    "assets/planted.js",
    publicCanaries.VITE_WORKOS_CLIENT_ID,
    "holds VITE_WORKOS_CLIENT_ID outside of the JSON block",
  ],
  ["a mock", "assets/planted.js", "client_portico_mock", 'holds "client_portico_mock"'],
  ["a link to a map", "assets/planted.css", "/*# sourceMappingURL=a */", 'holds "sourceMappingURL"'],
  ["a source map", "assets/planted.js.map", "{}", "is a source map"],
  ["text inside an image", "planted.png", `\u0089PNG${secretCanaries.SMTP_URL}`, "holds SMTP_URL"],
])("finds %s when one is planted", async (_, name, text, leak) => {
  expect(await findLeaksAfter((copy) => writeFile(join(copy, name), text))).toEqual([`${name} ${leak}`]);
});

it.each(["index.html", "sign-in.html"])(
  "finds a secret that is planted in the JSON block of %s",
  async (name) => {
    const leaks = await findLeaksAfter(async (copy) => {
      const path = join(copy, name);
      const html = await readFile(path, "utf8");
      await writeFile(path, html.replace('{"workos', `{"planted":"${secretCanaries.PORTICO_KEYS}","workos`));
    });
    expect(leaks).toEqual([`${name} holds PORTICO_KEYS`]);
  },
);

describe("the scripts of a page", () => {
  it("stay within their budgets: 85 kB for the sign-in page, 25 kB for each page of the console beyond its frame", async () => {
    const { views, consolePages } = await measureEntries(built);
    expect(views.get("sign-in.html")).toBeGreaterThan(70_000);
    expect(views.get("sign-in.html")).toBeLessThanOrEqual(85_000);
    // None of them may wait for the email steps, the doctor or another page of the console.
    for (const [file, bytes] of views) expect([file, bytes < 120_000]).toEqual([file, true]);
    for (const [page, bytes] of consolePages) {
      expect(bytes).toBeGreaterThan(300);
      expect([page, bytes <= 25_000]).toEqual([page, true]);
    }
  });
});

describe("a build for an authentication domain", () => {
  const foreign = "https://api.workos.com";
  type Case = [string, "build" | "serve", { PORTICO_ORIGIN?: string }, string, string?];

  it.each<Case>([
    ["on another site", "build", { PORTICO_ORIGIN: "https://console.example.com" }, foreign],
    ["on another site than its callback", "build", {}, foreign, "https://console.example.com/callback"],
    ["of WorkOS's own, wherever the app is", "build", {}, foreign],
    ["of WorkOS's own, in a preview", "build", { PORTICO_ORIGIN: "https://x.vercel.app" }, foreign],
  ])("warns of one %s", (_, command, variables, apiUrl, redirectUri = "") => {
    const warnings = collectWarnings(command, { ...variables, apiUrl, redirectUri });
    expect(warnings).toEqual([expect.stringContaining(`VITE_WORKOS_API_URL is ${foreign}`)]);
    expect(warnings[0]).not.toContain(".invalid");
  });

  it.each<Case>([
    [
      "on its own site",
      "build",
      { PORTICO_ORIGIN: "https://console.example.com" },
      "https://auth.example.com",
    ],
    ["that may be on its site", "build", {}, "https://auth.example.com"],
    ["for this machine", "build", { PORTICO_ORIGIN: "http://localhost:4300" }, foreign],
    ["in development", "serve", {}, foreign],
    [
      "in development, with the origin of production",
      "serve",
      { PORTICO_ORIGIN: "https://a.example" },
      foreign,
    ],
    ["on its callback's site", "build", {}, "https://auth.example.com", "https://app.example.com/callback"],
  ])("has nothing to say of one %s", (_, command, variables, apiUrl, redirectUri = "") => {
    expect(collectWarnings(command, { ...variables, apiUrl, redirectUri })).toEqual([]);
  });
});

/** What the configuration's plugin says as a build, or the development server, begins. */
function collectWarnings(
  command: "build" | "serve",
  options: { PORTICO_ORIGIN?: string; apiUrl: string; redirectUri: string },
): string[] {
  vi.stubEnv("PORTICO_ORIGIN", options.PORTICO_ORIGIN ?? "");
  vi.stubEnv("VITE_WORKOS_CLIENT_ID", publicCanaries.VITE_WORKOS_CLIENT_ID);
  vi.stubEnv("VITE_WORKOS_API_URL", options.apiUrl);
  vi.stubEnv("VITE_WORKOS_REDIRECT_URI", options.redirectUri);
  const { plugins = [] } = configure({ command, mode: "production" });
  const warnings: string[] = [];
  for (const plugin of plugins.flat()) {
    if (!isPublicConfigPlugin(plugin)) continue;
    plugin.buildStart.call({ warn: (text) => void warnings.push(text) });
  }
  return warnings;
}

function isPublicConfigPlugin(
  plugin: unknown,
): plugin is { buildStart: (this: { warn: (text: string) => void }) => void } {
  return v.is(v.looseObject({ name: v.literal("portico:public-config") }), plugin);
}

async function findLeaksAfter(plant: (copy: string) => Promise<void>): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), "portico-planted-"));
  try {
    await cp(built, copy, { recursive: true });
    await plant(copy);
    return await findLeaks(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

describe("npm start", () => {
  it("says that there is nothing to start before a build for Node", async () => {
    const directory = await mkdtemp(join(tmpdir(), "portico-unbuilt-"));
    const check = join(projectDirectory, "src", "cli", "require-build.ts");
    const started = promisify(execFile)(process.execPath, [check, directory]);
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Run npm run build first"),
    });
    await rm(directory, { recursive: true });
  });
});

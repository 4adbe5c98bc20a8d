import { runInNewContext } from "node:vm";

import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { testVariables } from "../../src/function/testing/test-workos.ts";
import { writePresetOutput } from "../../src/function/hosts/testing/write-preset-output.ts";

const base = "/console";
const origin = "https://console.example.com";

/** The modules as a build with a base path has them: paths are constants that begin with it. */
async function importModules() {
  return {
    ...(await import("../../src/config/paths.ts")),
    ...(await import("../../src/contract/api-paths.ts")),
    ...(await import("../../src/contract/return-to.ts")),
    ...(await import("../../src/config/public-config.ts")),
    ...(await import("../../src/function/hosts/answer-rules.ts")),
    ...(await import("../../src/contract/html-pages.ts")),
    ...(await import("../../src/function/hosts/built-files.ts")),
    ...(await import("../../src/function/hosts/static-app.ts")),
    ...(await import("../../src/function/hosts/build/presets.ts")),
    ...(await import("../../src/function/hosts/start-variables.ts")),
    ...(await import("../../src/function/hosts/create-answer.ts")),
    ...(await import("../../src/function/hosts/testing/empty-build.ts")),
    ...(await import("../../src/function/features/local-issuer/local-issuer.ts")),
    ...(await import("../../src/function/features/magic-link/contract.ts")),
    ...(await import("../../src/function/core/app.ts")),
    ...(await import("../../src/function/openapi/build-openapi-document.ts")),
    ...(await import("../../src/function/stores/memory-counter-store.ts")),
    ...(await import("../../src/mocks/standalone-options.ts")),
    ...(await import("../../src/mocks/invitations/invitation-link.ts")),
    ...(await import("./all-features.ts")),
  };
}

let modules: Awaited<ReturnType<typeof importModules>>;
beforeAll(async () => {
  vi.resetModules();
  vi.stubGlobal("porticoBasePath", base);
  modules = await importModules();
  vi.unstubAllGlobals();
});
// Other files of this worker get modules without it.
afterAll(() => {
  vi.resetModules();
});

describe("below a base path", () => {
  it("are all pages and calls", () => {
    const { paths, apiPaths, magicLinkPaths, magicLinkCallbackPath, emailLinkPath } = modules;
    const all = [...Object.values(paths), ...Object.values(apiPaths), ...Object.values(magicLinkPaths)];
    for (const path of [...all, magicLinkCallbackPath, emailLinkPath]) expect(path).toMatch(/^\/console\//);
  });

  it("is WorkOS's callback", () => {
    const block = { workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null };
    const { workos } = modules.parsePublicConfig(JSON.stringify(block), origin);
    expect(workos?.redirectUri).toBe(`${origin}${base}/auth/workos/callback`);
  });

  it.each([
    ["/console/members?page=2#a", "/console/members?page=2#a"],
    ["/console", "/console"],
    ["/console/", "/console/"],
    ["/", null],
    ["/members", null],
    ["/consoles/members", null],
    ["/console/../members", null],
    ["/console/%2e%2e/members", null],
    ["/console/sign-in", null],
    ["/console/api/health", null],
    ["/console/auth/email-link", null],
    ["//console/members", null],
    ["https://console.example.com/console/members", null],
  ])("is every return path: %s is read as %j", (path, expected) => {
    expect(modules.parseReturnTo(path, origin)).toBe(expected);
  });

  it("are the operations of the OpenAPI document", () => {
    const document = modules.buildOpenApiDocument("1", modules.listCalls(modules.allFeatures));
    const operations = Object.keys(Object(Reflect.get(Object(document), "paths")));
    expect(operations.length).toBeGreaterThan(10);
    for (const path of operations) expect(path).toMatch(/^\/console\/api\//);
  });

  it.each([
    ["/console/api/health", "application/json", 200],
    ["/api/health", "application/json", 404],
    ["/console/dashboard", "text/html", 200],
    ["/console", "text/html", 200],
    ["/console/assets/missing.js", "*/*", 404],
    ["/console/assets/missing.js", "text/html", 404],
    ["/dashboard", "text/html", 404],
    ["/", "text/html", 404],
    ["/consoles", "text/html", 404],
  ])("is what a host answers: %s with Accept %s by %i", async (path, accept, status) => {
    const { createEmptyBuild, createAnswer, createMemoryCounterStore, allFeatures } = modules;
    const index = createEmptyBuild("client_1").get("/index.html");
    if (index === undefined) throw new Error("The build has no page");
    const answer = createAnswer({
      files: new Map(),
      buildPage: () => index,
      block: { workosClientId: "client_1", workosApiUrl: null, workosRedirectUri: null },
      variables: { ...testVariables, WORKOS_CLIENT_ID: "client_1" },
      ownOrigin: "http://localhost:4300",
      clientAddressHeader: "x-test",
      counterStore: createMemoryCounterStore(),
      features: allFeatures,
      writeLog: () => undefined,
    });
    const request = new Request(`http://localhost:4300${path}`, { headers: { Accept: accept } });
    expect((await answer(request)).status).toBe(status);
  });

  it("isn't cached where callbacks are, and is for a year where names are hashes", () => {
    expect(modules.cachingOf("/console/auth/workos/callback")).toBe("no-store");
    // A decoded path may have what would be a broken escape.
    expect(modules.cachingOf("/console/auth/workos/100%")).toBe("no-store");
    expect(modules.cachingOf("/console/assets/index-1.js")).toContain("immutable");
    expect(modules.cachingOf("/assets/index-1.js")).toBe("no-cache");
  });

  it("are what the mocked WorkOS has registered, and its invitations lead to", () => {
    const { workos } = modules.parseStandaloneOptions(["--app-origin", origin]);
    for (const uri of [...workos.redirectUris, ...workos.logoutUris]) {
      expect(uri).toMatch(/^https:\/\/console\.example\.com\/console\//);
    }
    const link = modules.invitationLink("token", { origin, allowedOrigins: [origin] });
    expect(link).toBe(`${origin}${base}/invitations/accept?invitation_token=token`);
  });

  it.each(["/", "/other"])("is the start only, which refuses %s", (path) => {
    const { parseStartVariables } = modules;
    expect(() => parseStartVariables({ PORTICO_BASE_PATH: path })).toThrow(/^PORTICO_BASE_PATH differs/);
    expect(parseStartVariables({ PORTICO_BASE_PATH: `${base}/` })).toEqual(parseStartVariables({}));
  });
});

/** The console's own paths, and those that another application of the origin may have. */
const inside = ["/console", "/console/", "/console/members", "/console/members/ada@example.com"];
const outside = ["/", "/members", "/consoles", "/consoles/members"];

async function writeOutput(host: "vercel" | "netlify" | "lambda" | "static"): Promise<Map<string, string>> {
  const names = ["index.html", ...modules.htmlPages.map(({ file }) => file)];
  const files = new Map(
    names.map((name) => [`${base}/${name}`, modules.toBuiltFile(name, Buffer.from(name))]),
  );
  return await writePresetOutput(modules.findPreset(host), files);
}

const ownPages = new Map<string, string>([
  ["/console/sign-in", "/console/sign-in.html"],
  ["/console/auth/workos/callback", "/console/callback.html"],
  ["/console/members", "/console/console.html"],
]);

describe("pages with an HTML file of their own", () => {
  it.each([...ownPages])("are below the base path: %s is answered by %s", (path, file) => {
    expect(modules.findPageFile(path)).toBe(file);
    expect(modules.findPageFile(`/${path.toUpperCase()}/`)).toBe(file);
    expect(modules.isHiddenFile(file)).toBe(true);
  });

  it.each(["/sign-in", "/console/console/sign-in", "/other/sign-in", "/consolesign-in"])(
    "are at no other path: %s",
    (path) => expect(modules.findPageFile(path)).toBe("/console/index.html"),
  );

  it("are at no path outside, even where a file of the same name is", () => {
    expect(modules.isHiddenFile("/sign-in.html")).toBe(false);
  });
});

describe("a host's output with a base path leaves the rest of the origin to others", () => {
  it("in nginx, whose server block may have other locations", async () => {
    const include = (await writeOutput("static")).get("build/static/nginx.conf") ?? "";
    const locations = [...include.matchAll(/^location (.*) \{/gm)].map(([, name = ""]) => name);
    expect(locations).toContain("/console/");
    for (const location of locations) expect(location).toMatch(/(?:\/console(?:\/|$)|^@portico_)/);
    // Outside of a location they would also be those of other applications.
    expect(include).not.toMatch(/^(?:error_page|charset|gzip_|etag)/m);
  });

  it("in _redirects", async () => {
    const output = await writeOutput("static");
    expect(output.get("build/static/site/_redirects")).toBe("/console/* /console/index.html 200\n");
    expect(output.get("build/static/site/console/members.html")).toBe("console.html");
  });

  it("on Netlify", async () => {
    const text = (await writeOutput("netlify")).get(".netlify/v1/config.json") ?? "";
    const redirects: { from: string; to: string }[] = JSON.parse(text).redirects;
    expect(redirects).toContainEqual({
      from: "/console/sign-in",
      to: "/console/sign-in.html",
      status: 200,
      force: true,
    });
    expect(redirects.at(-1)).toEqual({ from: "/console/*", to: "/console/index.html", status: 200 });
    for (const { from, to } of redirects) for (const path of [from, to]) expect(path).toMatch(/^\/console\//);
  });

  it("on Vercel", async () => {
    const schema = v.object({
      routes: v.array(v.object({ src: v.optional(v.string()), dest: v.optional(v.string()) })),
    });
    const text = (await writeOutput("vercel")).get(".vercel/output/config.json") ?? "";
    const pages = v
      .parse(schema, JSON.parse(text))
      .routes.filter(({ dest }) => dest === "/console/index.html")
      .map(({ src = "" }) => new RegExp(`^${src}$`));
    expect(pages).toHaveLength(2);
    for (const path of inside) expect(pages.some((page) => page.test(path))).toBe(true);
    for (const path of outside) expect(pages.some((page) => page.test(path))).toBe(false);
    const { overrides } = v.parse(
      v.object({ overrides: v.record(v.string(), v.unknown()) }),
      JSON.parse(text),
    );
    expect(Object.keys(overrides)).toContain("console/sign-in.html");
    for (const name of Object.keys(overrides)) expect(name).toMatch(/^console\//);
  });

  it("on CloudFront", async () => {
    const code = (await writeOutput("lambda")).get("build/lambda/viewer-request.js") ?? "";
    const answer = (uri: string): unknown => {
      const request = { method: "GET", uri, headers: { accept: { value: "text/html" } } };
      return runInNewContext(`${code}\nhandler(${JSON.stringify({ request })})`);
    };
    for (const path of inside)
      expect(answer(path)).toMatchObject({ uri: ownPages.get(path) ?? "/console/index.html" });
    for (const path of outside) expect(answer(path)).toMatchObject({ statusCode: 404 });
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { bundleEntry } from "../../function/hosts/build/bundle-entry.ts";
import { parseContentOrigins } from "../../function/hosts/content-origins.ts";
import { buildSecurityHeaders } from "../../function/hosts/security-headers.ts";
import { readStampedBlock } from "../../function/hosts/stamped-block.ts";
import { stampBuild } from "./stamp-build.ts";

const builtBlock = {
  workosClientId: "client_1",
  workosApiUrl: "https://auth.example.com",
  workosRedirectUri: null,
};
const builtVariables = {
  PORTICO_CONNECT_ORIGINS: "https://api.example.com",
  PORTICO_IMAGE_ORIGINS: "https://cdn.example.com",
};
const live = {
  VITE_WORKOS_CLIENT_ID: "client_2",
  VITE_WORKOS_API_URL: "https://auth.example.net",
  PORTICO_ORIGIN: "https://console.example.net",
};

function buildPolicy(workosOrigin: string, variables: Record<string, string>): string {
  const headers = buildSecurityHeaders({
    ownOrigin: "https://console.example.com",
    workosOrigin,
    contentOrigins: parseContentOrigins(variables),
  });
  return headers["Content-Security-Policy"] ?? "";
}

const builtPolicy = buildPolicy("https://auth.example.com", builtVariables);
const indexHtml = `<!doctype html><script type="application/json" id="portico-config">${JSON.stringify(builtBlock)}</script>`;
/** What the function answers with; it has no scripts, styles and so on. */
const ownPolicy = "default-src 'none'; frame-ancestors 'none'";

const files: Record<string, string> = {
  "index.html": indexHtml,
  "sign-in.html": `${indexHtml}<h1>Sign in</h1>`,
  "assets/index-Bx3.js": 'const a={workosClientId:"client_1",workosApiUrl:null,workosRedirectUri:null};',
  "assets/logo.png": "\u0000\ufffd",
  _headers: `/*\n  Content-Security-Policy: ${builtPolicy}\n  X-Content-Type-Options: nosniff\n`,
  "nginx.conf": `add_header Content-Security-Policy "${builtPolicy}" always;\n`,
  "config.json": JSON.stringify(
    { routes: [{ headers: { "Content-Security-Policy": builtPolicy } }] },
    null,
    2,
  ),
  "function/index.mjs": `const h="${ownPolicy}",o={block:{workosClientId:\`client_1\`,workosApiUrl:"https://auth.example.com",workosRedirectUri:null}};`,
  "viewer-request.js": `const answers = {"404":{"headers":{"content-security-policy":{"value":"${builtPolicy}"}}}};`,
};

let directory = "";
const read = (...path: string[]) => readFileSync(join(directory, ...path), "utf8");
const readBytes = (name: string) => readFileSync(join(directory, "dist", name));
const stamp = async (variables: Record<string, string>, to = "dist") =>
  await stampBuild({ folders: [{ from: join(directory, "dist"), to: join(directory, to) }], variables });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "portico-stamp-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, "dist", path)), { recursive: true });
    writeFileSync(join(directory, "dist", path), text);
  }
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe("stampBuild", () => {
  it("writes the block anew in the page and in the function's bundle, and changes nothing else there", async () => {
    await stamp(live);
    const block = { ...builtBlock, workosClientId: "client_2", workosApiUrl: "https://auth.example.net" };
    expect(readStampedBlock(read("dist", "index.html"))).toEqual(block);
    expect(read("dist", "index.html")).toBe(
      indexHtml.replace(JSON.stringify(builtBlock), JSON.stringify(block)),
    );
    expect(read("dist", "sign-in.html")).toBe(`${read("dist", "index.html")}<h1>Sign in</h1>`);
    expect(read("dist", "function", "index.mjs")).toBe(
      `const h="${ownPolicy}",o={block:${JSON.stringify(block)}};`,
    );
  });

  it("refuses pages with different blocks, which are of different builds, and writes nothing", async () => {
    const old = indexHtml.replace("client_1", "client_0");
    writeFileSync(join(directory, "dist", "sign-in.html"), old);
    await expect(stamp(live)).rejects.toThrow(
      /sign-in\.html and .*index\.html have different configuration blocks.*npm run build again/,
    );
    expect(read("dist", "index.html")).toBe(indexHtml);
    expect(read("dist", "sign-in.html")).toBe(old);
  });

  it.each(["_headers", "nginx.conf", "config.json", "viewer-request.js"])(
    "writes the policy anew in %s, with the origins that the build had",
    async (path) => {
      await stamp(live);
      const policy = buildPolicy("https://auth.example.net", builtVariables);
      expect(policy).toContain("connect-src 'self' https://auth.example.net https://api.example.com;");
      expect(read("dist", path)).toBe(files[path]?.replaceAll(builtPolicy, policy));
    },
  );

  it("writes other origins of the team where they are set", async () => {
    await stamp({ ...live, PORTICO_CONNECT_ORIGINS: "https://api.example.net" });
    const variables = { ...builtVariables, PORTICO_CONNECT_ORIGINS: "https://api.example.net" };
    expect(read("dist", "_headers")).toContain(`: ${buildPolicy("https://auth.example.net", variables)}\n`);
  });

  it("leaves files alone whose names are hashes, and those that it doesn't know", async () => {
    const { changedPaths } = await stamp(live);
    expect(changedPaths.filter((path) => path.includes("assets"))).toEqual([]);
    for (const path of ["assets/index-Bx3.js", "assets/logo.png"])
      expect(read("dist", path)).toBe(files[path]);
  });

  it.each(["/cb?a=$&", "/cb?a=${b}", "/cb?a=$`;", "/cb?a=1;b=</script>", '/cb?a="', "/cb?a='", "/cb?a=`"])(
    "stamps %s so that the next stamp finds it, or refuses it",
    async (redirectUri) => {
      const isRefused = await stamp({ ...live, VITE_WORKOS_REDIRECT_URI: redirectUri }).then(
        () => false,
        (error: unknown) => String(error).includes("VITE_WORKOS_REDIRECT_URI must"),
      );
      const stamped = readStampedBlock(read("dist", "index.html")).workosRedirectUri;
      expect(stamped).toBe(isRefused ? null : redirectUri);
      await stamp({ ...live, VITE_WORKOS_REDIRECT_URI: "/next" });
      const block = {
        workosClientId: "client_2",
        workosApiUrl: "https://auth.example.net",
        workosRedirectUri: "/next",
      };
      expect(read("dist", "function", "index.mjs")).toBe(
        `const h="${ownPolicy}",o={block:${JSON.stringify(block)}};`,
      );
    },
  );

  it.each(["index.html", "sign-in.html"])(
    "compresses %s again where the build has it compressed",
    async (name) => {
      for (const ending of [".gz", ".br"])
        writeFileSync(join(directory, "dist", `${name}${ending}`), gzipSync("old"));
      await stamp(live);
      expect(gunzipSync(readBytes(`${name}.gz`)).toString()).toBe(read("dist", name));
      expect(brotliDecompressSync(readBytes(`${name}.br`)).toString()).toBe(read("dist", name));
    },
  );

  it("makes copies for two environments of one build, which stays as it is", async () => {
    await stamp(live, "live");
    await stamp(
      { VITE_WORKOS_CLIENT_ID: "client_3", VITE_WORKOS_API_URL: "https://auth.example.org" },
      "staging",
    );
    for (const [path, text] of Object.entries(files)) expect(read("dist", path)).toBe(text);
    const clients = ["live", "staging"].map(
      (name) => readStampedBlock(read(name, "index.html")).workosClientId,
    );
    expect(clients).toEqual(["client_2", "client_3"]);
    for (const path of ["index.html", "_headers", "function/index.mjs"]) {
      expect(read("live", path)).not.toMatch(/auth\.example\.(?:com|org)/);
      expect(read("staging", path)).not.toMatch(/auth\.example\.(?:com|net)/);
    }
    expect(read("live", "assets", "index-Bx3.js")).toBe(files["assets/index-Bx3.js"]);
    // Again, as the next deployment does.
    await stamp(live, "live");
  });

  it("finds the block where the build has bundled it", async () => {
    const entry = join(directory, "entry.ts");
    writeFileSync(
      entry,
      "declare const builtConfigBlock: object;\nexport const options = { block: builtConfigBlock };",
    );
    const code = await bundleEntry(entry, "node", { builtConfigBlock: builtBlock });
    writeFileSync(join(directory, "dist", "function", "index.mjs"), code);
    await stamp(live);
    const stamped = read("dist", "function", "index.mjs");
    expect(stamped).toContain(/id="portico-config">([^<]*)</.exec(read("dist", "index.html"))?.[1]);
    expect(stamped).toContain('"workosClientId":"client_2"');
    expect(code).not.toContain("client_2");
  });

  it("says that nothing has changed the second time", async () => {
    expect((await stamp(live)).changedPaths).not.toEqual([]);
    expect((await stamp(live)).changedPaths).toEqual([]);
  });

  it.each([
    ["VITE_WORKOS_CLIENT_ID", { ...live, VITE_WORKOS_CLIENT_ID: "sk_test_5ecret" }],
    ["VITE_WORKOS_API_URL", { ...live, VITE_WORKOS_API_URL: "http://auth.example.net" }],
    ["VITE_WORKOS_API_URL", { VITE_WORKOS_CLIENT_ID: "client_2" }],
    [
      "VITE_WORKOS_REDIRECT_URI",
      { ...live, VITE_WORKOS_REDIRECT_URI: "https://console.example.org/callback" },
    ],
    ["WORKOS_CLIENT_ID", { ...live, WORKOS_CLIENT_ID: "client_3" }],
    ["PORTICO_ORIGIN", { ...live, PORTICO_ORIGIN: "console.example.net" }],
    ["PORTICO_IMAGE_ORIGINS", { ...live, PORTICO_IMAGE_ORIGINS: "*" }],
  ])("refuses a wrong %s and writes nothing", async (name, variables) => {
    await expect(stamp(variables, "live")).rejects.toThrow(new RegExp(`^${name} `));
    await expect(stamp(variables)).rejects.not.toThrow("5ecret");
    for (const [path, text] of Object.entries(files)) expect(read("dist", path)).toBe(text);
    expect(() => read("live", "index.html")).toThrow("ENOENT");
  });

  it("refuses a folder without a page that can be stamped", async () => {
    writeFileSync(join(directory, "dist", "index.html"), "<!doctype html>");
    await expect(stamp(live)).rejects.toThrow(
      "run npm run build first, and name dist too where the host has it. Cloudflare's Worker isn't stamped: set its variables",
    );
  });

  it("names a folder that doesn't exist", async () => {
    rmSync(join(directory, "dist"), { recursive: true });
    await expect(stamp(live)).rejects.toThrow(
      `There is no folder ${join(directory, "dist")}; run npm run build first`,
    );
  });

  it("refuses to write a copy into a folder with other files", async () => {
    mkdirSync(join(directory, "documents"));
    writeFileSync(join(directory, "documents", "thesis.txt"), "");
    await expect(stamp(live, "documents")).rejects.toThrow("--out must be a folder that is new");
  });
});

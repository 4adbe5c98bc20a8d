import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { htmlPages } from "../../src/contract/html-pages.ts";
import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { writeHostOutput } from "../../src/function/hosts/build/write-host-output.ts";
import type { HostName } from "../../src/function/hosts/host-preset.ts";
import { childEnvironment } from "../../src/function/testing/child-environment.ts";

const projectDirectory = join(import.meta.dirname, "..", "..");

export const ownOrigin = "https://console.example.com";
export const workosOrigin = "https://auth.example.com";
export const clientId = "client_01CONTRACT";

const publicVariables = {
  PORTICO_ORIGIN: ownOrigin,
  VITE_WORKOS_CLIENT_ID: clientId,
  VITE_WORKOS_API_URL: workosOrigin,
};

/** What a build may know of the function's secrets, and must write nowhere. */
export const secretCanaries = {
  WORKOS_API_KEY: "sk_canary_of_the_outputs",
  PORTICO_KEYS: "canary:b3V0cHV0LWNhbmFyeS1vZi10aGUtaG9zdHMtMzItYnl0ZQ",
  REDIS_URL: "rediss://default:canary-redis@redis.canary.example:6379",
  SMTP_URL: "smtps://canary-mailer:canary-password@mail.canary.example",
  RESEND_API_KEY: "re_canary_of_the_outputs",
  PORTICO_ACCOUNTS_TOKEN: "canary-accounts-token",
  PORTICO_CLOUDFRONT_SECRET: "canary-cloudfront-secret-of-the-outputs",
};

export type BuiltOutputs = {
  /** The folder in which a host's output is, with `dist`. */
  directoryOf: (host: HostName) => string;
  /** URL paths of files of the build, by what they are. */
  paths: { script: string; otherFile: string };
  /** The texts of the HTML files by their names. */
  pages: ReadonlyMap<string, string>;
  remove: () => Promise<void>;
};

/** Builds the app once, and each host's output from it. The short form of the tests takes a small app in place of the whole one. */
export async function buildOutputs(hosts: readonly HostName[]): Promise<BuiltOutputs> {
  const directory = await mkdtemp(join(tmpdir(), "portico-hosts-"));
  const app = join(directory, "app");
  await (isLongRun ? buildApp(app) : writeSmallApp(app));
  // So that no two pages are the same, whatever the build makes of them.
  for (const name of pageNames) await appendFile(join(app, name), `<!-- ${name} -->\n`);
  const directoryOf = (host: HostName): string => join(directory, host);
  for (const host of hosts) {
    await cp(app, join(directoryOf(host), "dist"), { recursive: true });
    // Cloudflare counts without a Redis, and refuses one.
    const secrets = { ...secretCanaries, ...(host === "cloudflare" && { REDIS_URL: "", SMTP_URL: "" }) };
    const variables = { ...publicVariables, ...secrets };
    await writeHostOutput({ host, variables, rootDirectory: directoryOf(host) });
  }
  const assets = await readdir(join(app, "assets"));
  const pick = (ending: string): string => `/assets/${assets.find((name) => name.endsWith(ending)) ?? ""}`;
  return {
    directoryOf,
    paths: { script: pick(".js"), otherFile: pick(".woff2") },
    pages: new Map(
      await Promise.all(
        pageNames.map(async (name): Promise<[string, string]> => [
          name,
          await readFile(join(app, name), "utf8"),
        ]),
      ),
    ),
    remove: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function buildApp(directory: string): Promise<void> {
  const vite = join(projectDirectory, "node_modules", "vite", "bin", "vite.js");
  const commandLine = [vite, "build", "--logLevel", "warn", "--emptyOutDir", "--outDir", directory];
  await promisify(execFile)(process.execPath, commandLine, {
    cwd: projectDirectory,
    env: { ...childEnvironment, ...publicVariables },
  });
}

const pageNames = ["index.html", ...htmlPages.map(({ file }) => file)];

async function writeSmallApp(directory: string): Promise<void> {
  const block = { workosClientId: clientId, workosApiUrl: workosOrigin, workosRedirectUri: null };
  await mkdir(join(directory, "assets"), { recursive: true });
  for (const name of pageNames) {
    const html = `<!doctype html><title>${name}</title>
<script type="application/json" id="portico-config">${JSON.stringify(block)}</script>
<div id="root">${"<p>Words.</p>".repeat(200)}</div>`;
    await writeFile(join(directory, name), html);
  }
  await writeFile(join(directory, "start.js"), "// Runs before the app.\n");
  await writeFile(join(directory, "portico.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  await writeFile(
    join(directory, "assets", "index-Bx3kQ9aZ.js"),
    'console.log("a line of the app");\n'.repeat(200),
  );
  await writeFile(join(directory, "assets", "face-Cx3kQ9aZ.woff2"), Buffer.alloc(2000, "wOF2"));
}

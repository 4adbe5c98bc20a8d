import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";

import { chromium } from "@playwright/test";

import { findChromium, readChromiumPlaces } from "../e2e/chromium.ts";
import { measureTimeToUsable, slowDown } from "./time-to-usable.ts";

const contentTypes: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const usage = `npm run bench -- <build> <build to compare with> [--runs 15]

Loads the sign-in page of two builds in turn, on a slow processor and network, and prints how much longer the first one takes until it can
be used, and how much larger its scripts are. Both are built with VITE_WORKOS_CLIENT_ID set.`;

/** Serves a build with brotli, and answers in the function's place that all is well. */
async function serve(directory: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/api/health") {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ status: "ok", emailCode: "available" }));
      return;
    }
    const asked = join(directory, pathname);
    const file = extname(pathname) !== "" && existsSync(asked) ? asked : join(directory, "index.html");
    response.writeHead(200, {
      "Content-Type": contentTypes[extname(file)] ?? "application/octet-stream",
      "Content-Encoding": "br",
    });
    response.end(brotliCompressSync(readFileSync(file)));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", () => resolve()));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  return { origin: `http://localhost:${String(port)}`, close: () => server.close() };
}

/** Bytes of the scripts that the sign-in page loads, compressed. */
function measureScripts(directory: string): number {
  const html = readFileSync(join(directory, "index.html"), "utf8");
  const paths = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = ""]) => path);
  return paths.reduce(
    (total, path) => total + brotliCompressSync(readFileSync(join(directory, path))).length,
    0,
  );
}

function takeMedian(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "15" } },
});
const [build, other] = positionals;
const runs = Number(values.runs);
if (build === undefined || other === undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(usage);
  process.exit(2);
}

const executablePath = findChromium(readChromiumPlaces(chromium.executablePath()));
if (executablePath === null) throw new Error("No Chromium: run `node tests/e2e/find-chromium.ts` first");
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const servers = [await serve(build), await serve(other)];
const times: number[][] = [[], []];
// One more that isn't counted: the first launch of a renderer is slower than all that follow.
for (let run = -1; run < runs; run += 1) {
  for (const index of run % 2 === 0 ? [0, 1] : [1, 0]) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.route("**/sso/jwks/**", (route) => route.fulfill({ json: { keys: [] } }));
    await slowDown(page);
    const timeMs = await measureTimeToUsable(page, `${servers[index]?.origin ?? ""}/sign-in`);
    if (run >= 0) times[index]?.push(timeMs);
    await context.close();
  }
}
await browser.close();
for (const server of servers) server.close();

const [first = [], second = []] = times;
const ratio = takeMedian(first.map((timeMs, run) => timeMs / (second[run] ?? Number.NaN)));
const scripts = [measureScripts(build), measureScripts(other)] as const;
console.log(`time to usable: ${ratio.toFixed(3)} of the other build's (median of ${runs} interleaved pairs;`);
console.log(`  ${takeMedian(first).toFixed(0)} ms against ${takeMedian(second).toFixed(0)} ms)`);
console.log(`scripts, brotli: ${scripts[0]} against ${scripts[1]} bytes (${scripts[0] - scripts[1]})`);

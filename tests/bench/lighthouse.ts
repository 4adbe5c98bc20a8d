import { type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { chromium } from "@playwright/test";

import { findFreePorts } from "../../src/function/stores/testing/free-ports.ts";
import { mockApiKey, mockClientId, mockSealingKeys } from "../../src/mocks/development-credentials.ts";
import { findChromium, readChromiumPlaces } from "../e2e/chromium.ts";
import { benchDirectory, installPeers } from "./install-peers.ts";
import { describeSpread } from "./report.ts";
import { awaitAnswer, startNode, startProduct } from "./start-product.ts";

// `npm run lighthouse [-- --runs 3] [--preset mobile|desktop]`: audits the sign-in page and, signed in, the dashboard of a production
// build on its own server, with the mocked WorkOS. Exits with 1 where a category has less than 100 or the layout shifts.

/** Of each category, and of the layout shift. */
type Result = { title: string; scores: Map<string, number>; layoutShift: number; imperfect: string[] };

/** What is used of Lighthouse and of the puppeteer that comes with it. */
type Audit = {
  id: string;
  title: string;
  score: number | null;
  scoreDisplayMode: string;
  displayValue?: string;
  numericValue?: number;
  details?: { items?: unknown[] };
};
type Category = {
  id: string;
  title: string;
  score: number | null;
  auditRefs: { id: string; weight: number }[];
};
type Lhr = {
  audits: Record<string, Audit>;
  categories: Record<string, Category>;
  runtimeError?: { message: string };
};
type LighthousePage = {
  goto: (url: string) => Promise<unknown>;
  close: () => Promise<void>;
  locator: (selector: string) => { click: () => Promise<void>; wait: () => Promise<unknown> };
};
type LighthouseModule = {
  default: (
    url: string,
    flags: Record<string, unknown>,
    config: Record<string, unknown> | undefined,
    page: LighthousePage,
  ) => Promise<{ lhr: Lhr } | undefined>;
  desktopConfig: Record<string, unknown>;
};
type PuppeteerModule = {
  default: {
    launch: (
      options: object,
    ) => Promise<{ newPage: () => Promise<LighthousePage>; close: () => Promise<void> }>;
  };
};

const presets = ["mobile", "desktop"] as const;

/**
 * The console's pages are for people who are signed in, so search engines are kept away from them (`noindex`), for which Lighthouse takes
 * points off. The sign-in page is one that people search for.
 */
const skippedAudits: Record<string, readonly string[]> = { "/sign-in": [], "/dashboard": ["is-crawlable"] };

const { values } = parseArgs({
  options: { runs: { type: "string", default: "3" }, preset: { type: "string" } },
});
const runs = Number(values.runs);
const chosen = presets.filter((preset) => values.preset === undefined || values.preset === preset);
if (!Number.isInteger(runs) || runs < 1 || chosen.length === 0) {
  console.error("npm run lighthouse -- [--runs <number>] [--preset mobile|desktop]");
  process.exit(2);
}

await installPeers();
const executablePath = findChromium(readChromiumPlaces(chromium.executablePath()));
if (executablePath === null) throw new Error("No Chromium: run `node tests/e2e/find-chromium.ts` first");
// Variables, so that types aren't looked for where nothing may be installed.
const [lighthousePath, puppeteerPath] = [
  "lighthouse/core/index.js",
  "puppeteer-core/lib/puppeteer/puppeteer-core.js",
].map((path) => pathToFileURL(join(benchDirectory, "node_modules", path)).href);
const lighthouse: LighthouseModule = await import(lighthousePath ?? "");
const { default: puppeteer }: PuppeteerModule = await import(puppeteerPath ?? "");

const running: ChildProcess[] = [];
try {
  const origin = await start();
  for (const preset of chosen) {
    for (const path of Object.keys(skippedAudits)) {
      const results: Result[] = [];
      for (let run = 0; run < runs; run += 1) results.push(await audit(origin, path, preset));
      print(`${path}, ${preset}`, results, skippedAudits[path] ?? []);
    }
  }
} finally {
  for (const child of running) child.kill();
}

/** Starts the product and the mocked WorkOS. @returns the product's origin */
async function start(): Promise<string> {
  const [port = 0, mockPort = 0] = await findFreePorts(2);
  // Two hosts of one site, as in production.
  const origin = `http://console.portico.localhost:${String(port)}`;
  running.push(
    startNode(
      [
        "src/mocks/standalone.ts",
        `--port=${String(mockPort)}`,
        `--app-origin=${origin}`,
        "--cookie-domain=portico.localhost",
      ],
      {},
    ),
    await startProduct("lighthouse", {
      VITE_WORKOS_CLIENT_ID: mockClientId,
      VITE_WORKOS_API_URL: `http://auth.portico.localhost:${String(mockPort)}`,
      WORKOS_API_KEY: mockApiKey,
      WORKOS_API_URL: `http://localhost:${String(mockPort)}`,
      PORTICO_KEYS: mockSealingKeys,
      PORTICO_ORIGIN: origin,
      PORT: String(port),
    }),
  );
  await awaitAnswer(`http://localhost:${String(mockPort)}/mock/mailbox.json`);
  return origin;
}

async function audit(origin: string, path: string, preset: (typeof presets)[number]): Promise<Result> {
  const browser = await puppeteer.launch({
    executablePath,
    args: [
      "--host-resolver-rules=MAP *.localhost 127.0.0.1",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  try {
    const page = await browser.newPage();
    if (path !== "/sign-in") {
      await page.goto(`${origin}/sign-in`);
      await page.locator("::-p-aria([name='Continue with WorkOS'][role='button'])").click();
      await page.locator("::-p-aria([name='Continue as Grace Hopper'][role='button'])").click();
      await page.locator("::-p-aria([name='Dashboard'][role='heading'])").wait();
    }
    const found = await lighthouse.default(
      `${origin}${path}`,
      {
        // The session is in the browser's storage.
        disableStorageReset: path !== "/sign-in",
        onlyCategories: ["performance", "accessibility", "best-practices", "seo"],
        skipAudits: skippedAudits[path],
        logLevel: "error",
      },
      preset === "desktop" ? lighthouse.desktopConfig : undefined,
      page,
    );
    if (found === undefined || found.lhr.runtimeError !== undefined)
      throw new Error(`Lighthouse has no result: ${found?.lhr.runtimeError?.message ?? ""}`);
    return readResult(found.lhr);
  } finally {
    await browser.close();
  }
}

function readResult({ audits, categories }: Lhr): Result {
  const counted = new Map(
    Object.values(categories).flatMap(({ auditRefs }) => auditRefs.map(({ id, weight }) => [id, weight])),
  );
  const imperfect = Object.values(audits)
    .filter(
      ({ score, scoreDisplayMode }) => score !== null && score < 1 && scoreDisplayMode !== "notApplicable",
    )
    .map(({ id, title, score, displayValue, details }) =>
      [
        `${id} ${String(score)}${(counted.get(id) ?? 0) === 0 ? ", without weight" : ""}: ${title}`,
        ...(displayValue === undefined ? [] : [displayValue]),
        ...((counted.get(id) ?? 0) === 0 ? [] : (details?.items ?? []))
          .slice(0, 3)
          .map((item) => JSON.stringify(item).slice(0, 300)),
      ].join(" · "),
    );
  return {
    title: "",
    scores: new Map(
      Object.values(categories).map(({ title, score }) => [title, Math.round((score ?? Number.NaN) * 100)]),
    ),
    layoutShift: audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN,
    imperfect,
  };
}

/** The median of each category's scores; every other audit of any run. */
function print(title: string, results: readonly Result[], skipped: readonly string[]): void {
  const names = [...(results[0]?.scores.keys() ?? [])];
  const scores = names.map((name) => [
    name,
    describeSpread(results.map(({ scores }) => scores.get(name) ?? Number.NaN)).median,
  ]);
  const layoutShift = Math.max(...results.map((result) => result.layoutShift));
  console.log(
    `${title}: ${scores.map(([name, score]) => `${String(name)} ${String(score)}`).join(", ")}, layout shift ${layoutShift.toFixed(3)}`,
  );
  if (skipped.length > 0)
    console.log(`  left out: ${skipped.join(", ")} (the console's pages are noindex on purpose)`);
  for (const line of new Set(results.flatMap(({ imperfect }) => imperfect))) console.log(`  ${line}`);
  if (scores.some(([, score]) => score !== 100) || layoutShift > 0) process.exitCode = 1;
}

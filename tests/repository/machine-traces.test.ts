import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

import { expect, it } from "vitest";

const projectDirectory = join(import.meta.dirname, "..", "..");

/** What tools write, fetch or keep; nothing in it is ours. */
const notOurs = new Set([
  "node_modules",
  ".git",
  "dist",
  "test-results",
  "playwright-report",
  ".cache",
  ".bench",
  ".vercel",
  ".netlify",
  ".wrangler",
]);

/** Home folders, work folders and temporary folders, as they stand on somebody's machine. */
const machinePath =
  /(?<![\w.:/*-])(?:\/(?:home|Users|root|work|workspace|mnt|media|tmp)\/[\w.-]+|[A-Z]:\\\w+)/;

/** Hosts that serve packages: which one is asked belongs to the machine's own npm configuration. */
const packageHost = /(?:registry\.[\w-]+\.\w+|npm\.pkg\.|\/artifactory\/|\/_packaging\/|\/repository\/npm)/;

const binary = /\.(?:png|jpe?g|gif|ico|woff2?|webp)$/;

/** Each line of a text that only makes sense on one machine, as `line: trace`. */
function findMachineTraces(text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    [machinePath, packageHost].flatMap((pattern) => {
      const trace = pattern.exec(line)?.[0];
      return trace === undefined ? [] : [`${String(index + 1)}: ${trace}`];
    }),
  );
}

async function listOwnFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const ours = entries.filter(({ name }) => !notOurs.has(name) && !/^\.env(?!\.example)/.test(name));
  const nested = await Promise.all(
    ours.map(async (entry) => {
      const path = join(directory, entry.name);
      if (path === join(projectDirectory, "build")) return [];
      return entry.isDirectory() ? listOwnFiles(path) : [path];
    }),
  );
  return nested.flat();
}

it("names no machine's folders and no package host in any file", async () => {
  const paths = (await listOwnFiles(projectDirectory)).filter(
    (path) => !binary.test(path) && path !== import.meta.filename,
  );
  expect(paths.length).toBeGreaterThan(100);
  const traces = await Promise.all(
    paths.map(async (path) =>
      findMachineTraces(await readFile(path, "utf8")).map(
        (trace) => `${relative(projectDirectory, path).split(sep).join("/")}:${trace}`,
      ),
    ),
  );
  expect(traces.flat()).toEqual([]);
});

it.each([
  'const path = "/home/ada/portico/dist";',
  "cp -r /Users/ada/portico .",
  "see /workspace/copy/README.md",
  'open("C:\\Users\\ada")',
  '"resolved": "https://registry.example.org/vite/-/vite-8.3.8.tgz"',
  "registry=https://packages.example.com/artifactory/api/npm/",
])("finds the trace in %s", (line) => {
  expect(findMachineTraces(`\n${line}\n`)).toHaveLength(1);
});

it.each([
  "/usr/bin/chromium",
  'fetch("https://auth.example.com/work/flow")',
  "/workos/callback",
  'import { a } from "../../work/a.ts";',
  "./tmp/a",
])("finds none in %s", (line) => {
  expect(findMachineTraces(line)).toEqual([]);
});

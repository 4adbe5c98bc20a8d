import { spawnSync } from "node:child_process";

import { chromium } from "@playwright/test";

import { findChromium, readChromiumPlaces } from "./chromium.ts";

/** The ways to get a Chromium onto this machine, in the order in which they are tried. */
const installers = [
  { name: "Playwright's installer", commands: [["npx", "playwright", "install", "chromium"]] },
  ...(process.getuid?.() === 0
    ? [
        {
          name: "apt-get",
          commands: [
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "chromium-headless-shell"],
          ],
        },
        { name: "apt-get", commands: [["apt-get", "install", "-y", "chromium"]] },
      ]
    : []),
];

function find(): string | null {
  return findChromium(readChromiumPlaces(chromium.executablePath()));
}

function run([command = "", ...parameters]: string[]): boolean {
  return spawnSync(command, parameters, { stdio: "inherit", timeout: 10 * 60_000 }).status === 0;
}

function findOrFetch(): string {
  let path = find();
  for (const { name, commands } of installers) {
    if (path !== null) break;
    process.stdout.write(`No Chromium found; fetching one with ${name}.\n`);
    if (commands.every(run)) path = find();
  }
  if (path !== null) return path;
  throw new Error(
    "there is no Chromium on this machine and none could be fetched. Install one, or set CHROMIUM_PATH.",
  );
}

try {
  process.stdout.write(`Browser tests use ${findOrFetch()}\n`);
} catch (error) {
  process.stderr.write(
    `The browser tests did not run: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where to look; replaced in tests. */
export type ChromiumPlaces = {
  /** Value of `CHROMIUM_PATH`. */
  named: string | undefined;
  /** Where Playwright keeps its own. */
  playwrights: string;
  /** Value of `PATH`. */
  searchPath: string;
  exists: (path: string) => boolean;
};

/** The first draws no window at all, which takes a third off the run. */
const systemNames = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/** Where systems put a Chromium without putting it on the search path. */
const systemPaths = [
  "/snap/bin/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Path of the Chromium that the browser tests use, or null when there is none: the one that `CHROMIUM_PATH` names, then
 * Playwright's own, then the system's.
 * @throws Error when `CHROMIUM_PATH` names a file that isn't there: falling back would test another browser than was asked for
 */
export function findChromium(places: ChromiumPlaces): string | null {
  if (places.named) {
    if (places.exists(places.named)) return places.named;
    throw new Error(`CHROMIUM_PATH names ${places.named}, which does not exist`);
  }
  if (places.exists(places.playwrights)) return places.playwrights;
  const candidates = places.searchPath
    .split(delimiter)
    .flatMap((directory) => systemNames.map((name) => join(directory, name)));
  return [...candidates, ...systemPaths].find((path) => places.exists(path)) ?? null;
}

/** The places of this machine. */
export function readChromiumPlaces(playwrights: string): ChromiumPlaces {
  return {
    named: process.env["CHROMIUM_PATH"],
    playwrights,
    searchPath: process.env["PATH"] ?? "",
    exists: existsSync,
  };
}

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where to look for a browser; replaced in tests. */
export type BrowserPlaces = {
  /** Value of the variable that names it. */
  named: string | undefined;
  /** Where Playwright keeps its own, when that will do. */
  playwrights: string | null;
  /** Value of `PATH`. */
  searchPath: string;
  exists: (path: string) => boolean;
};

/** What a browser is called on the systems that have it. */
export type BrowserNames = {
  /** The variable that names it before anything else does. */
  variable: string;
  commands: string[];
  /** Where systems put it without putting it on the search path. */
  paths: string[];
};

/**
 * Path of an installed browser, or null when there is none: the one that its variable names, then Playwright's own, then the
 * system's.
 * @throws Error when the variable names a file that isn't there: falling back would test another browser than was asked for
 */
export function findInstalledBrowser(names: BrowserNames, places: BrowserPlaces): string | null {
  if (places.named) {
    if (places.exists(places.named)) return places.named;
    throw new Error(`${names.variable} names ${places.named}, which does not exist`);
  }
  if (places.playwrights !== null && places.exists(places.playwrights)) return places.playwrights;
  const candidates = places.searchPath
    .split(delimiter)
    .flatMap((directory) => names.commands.map((command) => join(directory, command)));
  return [...candidates, ...names.paths].find((path) => places.exists(path)) ?? null;
}

/** The places of this machine. */
export function readBrowserPlaces(names: BrowserNames, playwrights: string | null): BrowserPlaces {
  return {
    named: process.env[names.variable],
    playwrights,
    searchPath: process.env["PATH"] ?? "",
    exists: existsSync,
  };
}

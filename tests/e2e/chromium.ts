import {
  type BrowserNames,
  type BrowserPlaces,
  findInstalledBrowser,
  readBrowserPlaces,
} from "./installed-browser.ts";

const names: BrowserNames = {
  variable: "CHROMIUM_PATH",
  // The first draws no window at all, which takes a third off the run.
  commands: [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
  ],
  paths: [
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ],
};

/** Path of the Chromium that the browser tests use, or null when there is none; see {@link findInstalledBrowser}. */
export function findChromium(places: BrowserPlaces): string | null {
  return findInstalledBrowser(names, places);
}

/** The places of this machine. */
export function readChromiumPlaces(playwrights: string): BrowserPlaces {
  return readBrowserPlaces(names, playwrights);
}

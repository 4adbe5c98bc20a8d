import {
  type BrowserNames,
  type BrowserPlaces,
  findInstalledBrowser,
  readBrowserPlaces,
} from "../installed-browser.ts";

const names: BrowserNames = {
  variable: "FIREFOX_PATH",
  commands: ["firefox-esr", "firefox"],
  paths: ["/snap/bin/firefox", "/opt/firefox/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
};

/** Path of the Firefox that the browser tests use, or null when there is none; see {@link findInstalledBrowser}. */
export function findFirefox(places: BrowserPlaces): string | null {
  return findInstalledBrowser(names, places);
}

/** The places of this machine; Playwright's own Firefox isn't among them: it doesn't speak WebDriver BiDi. */
export function readFirefoxPlaces(): BrowserPlaces {
  return readBrowserPlaces(names, null);
}

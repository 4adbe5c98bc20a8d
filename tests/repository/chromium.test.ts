import { expect, it } from "vitest";

import { findChromium } from "../e2e/chromium.ts";
import { type BrowserPlaces } from "../e2e/installed-browser.ts";

function places(present: string[], named?: string): BrowserPlaces {
  return {
    named,
    playwrights: "/cache/playwright/chrome",
    searchPath: "/usr/local/bin:/usr/bin",
    exists: (path) => present.includes(path),
  };
}

const everywhere = ["/opt/own/chrome", "/cache/playwright/chrome", "/usr/bin/chromium"];

it("takes the Chromium that CHROMIUM_PATH names before any other", () => {
  expect(findChromium(places(everywhere, "/opt/own/chrome"))).toBe("/opt/own/chrome");
});

it("stops when CHROMIUM_PATH names nothing, instead of testing another browser", () => {
  expect(() => findChromium(places(everywhere, "/opt/gone/chrome"))).toThrow(
    "CHROMIUM_PATH names /opt/gone/chrome, which does not exist",
  );
});

it("takes Playwright's own before the system's, and counts an empty CHROMIUM_PATH as none", () => {
  expect(findChromium(places(everywhere, ""))).toBe("/cache/playwright/chrome");
});

it("takes one that draws no window before one that could", () => {
  expect(findChromium(places(["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"]))).toBe(
    "/usr/bin/chromium-headless-shell",
  );
});

it.each(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])(
  "finds %s on the search path when Playwright has none",
  (name) => {
    expect(findChromium(places([`/usr/bin/${name}`]))).toBe(`/usr/bin/${name}`);
  },
);

it.each(["/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"])(
  "finds %s, which no search path names, after those on it",
  (path) => {
    expect(findChromium(places([path]))).toBe(path);
    expect(findChromium(places([path, "/usr/bin/chromium"]))).toBe("/usr/bin/chromium");
  },
);

it("takes the first folder of the search path", () => {
  expect(findChromium(places(["/usr/bin/chromium", "/usr/local/bin/google-chrome"]))).toBe(
    "/usr/local/bin/google-chrome",
  );
});

it("finds none where there is none", () => {
  expect(findChromium(places(["/usr/bin/firefox"]))).toBeNull();
});

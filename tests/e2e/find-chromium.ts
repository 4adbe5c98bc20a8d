import { chromium } from "@playwright/test";

import { findChromium, readChromiumPlaces } from "./chromium.ts";
import { buildAptInstallers, findOrFetchBrowser } from "./fetch-browser.ts";

findOrFetchBrowser(
  { name: "Chromium", variable: "CHROMIUM_PATH" },
  () => findChromium(readChromiumPlaces(chromium.executablePath())),
  [
    { name: "Playwright's installer", commands: [["npx", "playwright", "install", "chromium"]] },
    ...buildAptInstallers("chromium-headless-shell"),
    ...buildAptInstallers("chromium"),
  ],
);

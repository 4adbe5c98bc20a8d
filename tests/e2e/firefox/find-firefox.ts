import { buildAptInstallers, findOrFetchBrowser } from "../fetch-browser.ts";
import { findFirefox, readFirefoxPlaces } from "./firefox.ts";

findOrFetchBrowser(
  { name: "Firefox", variable: "FIREFOX_PATH" },
  () => findFirefox(readFirefoxPlaces()),
  buildAptInstallers("firefox-esr"),
);

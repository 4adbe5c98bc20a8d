import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, it } from "vitest";

import { findFirefox } from "../e2e/firefox/firefox.ts";
import { notInFirefox } from "../e2e/firefox/not-in-firefox.ts";
import { type BrowserPlaces } from "../e2e/installed-browser.ts";

function places(present: string[], named?: string): BrowserPlaces {
  return {
    named,
    playwrights: null,
    searchPath: "/usr/local/bin:/usr/bin",
    exists: (path) => present.includes(path),
  };
}

it("takes the Firefox that FIREFOX_PATH names, and stops when that isn't there", () => {
  const present = ["/opt/own/firefox", "/usr/bin/firefox-esr"];
  expect(findFirefox(places(present, "/opt/own/firefox"))).toBe("/opt/own/firefox");
  expect(() => findFirefox(places(present, "/opt/gone/firefox"))).toThrow(
    "FIREFOX_PATH names /opt/gone/firefox, which does not exist",
  );
});

it("takes the long-term release before the other, and the search path before the rest", () => {
  const present = ["/opt/firefox/firefox", "/usr/bin/firefox", "/usr/bin/firefox-esr"];
  expect(findFirefox(places(present))).toBe("/usr/bin/firefox-esr");
  expect(findFirefox(places(present.slice(0, 2)))).toBe("/usr/bin/firefox");
  expect(findFirefox(places(present.slice(0, 1)))).toBe("/opt/firefox/firefox");
  expect(findFirefox(places(["/usr/bin/chromium"]))).toBeNull();
});

it("leaves out of Firefox only tests that there are", async () => {
  const missing = [];
  for (const { file, title } of notInFirefox) {
    const source = await readFile(join(import.meta.dirname, "..", "e2e", file), "utf8");
    if (!readTestTitles(source).some((pattern) => pattern.test(title))) missing.push(`${file}: ${title}`);
  }
  expect(missing).toEqual([]);
});

/** A pattern for each test's title in a source; what is filled in when it runs may be anything. */
function readTestTitles(source: string): RegExp[] {
  return [...source.matchAll(/\btest\(\s*(["`])(.*?)\1/g)].map(
    ([, , title = ""]) =>
      new RegExp(
        `^${title
          .split(/\$\{[^}]*\}/)
          .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
          .join(".*")}$`,
      ),
  );
}

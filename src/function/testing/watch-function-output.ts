import { afterEach, expect } from "vitest";

import { logCanaries } from "./log-canaries.ts";
import { cookieFaults } from "./test-browser.ts";

// Set up before every test file: whatever a test of the function is about, its log and its cookies are looked at too.
logCanaries.watch();
afterEach(() => {
  expect(logCanaries.takeLeaks(), "in the log or the events").toEqual([]);
  expect(cookieFaults.splice(0), "attributes of cookies").toEqual([]);
});

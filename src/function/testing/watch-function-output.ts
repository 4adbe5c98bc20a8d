import { afterEach } from "vitest";

import { logCanaries } from "./log-canaries.ts";
import { cookieFaults } from "./test-browser.ts";

// Runs for every test file, so that every test of the function also checks its log and its cookies.
logCanaries.watch();
afterEach(() => {
  const leaks = logCanaries.takeLeaks();
  const faults = cookieFaults.splice(0);
  if (leaks.length > 0) throw new Error(`In the log or the events:\n${leaks.join("\n")}`);
  if (faults.length > 0) throw new Error(`Cookies without their attributes:\n${faults.join("\n")}`);
});

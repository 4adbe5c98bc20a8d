import { afterEach } from "vitest";

import { logCanaries } from "./log-canaries.ts";
import { cookieFaults } from "./test-browser.ts";

// Set up before every test file: whatever a test of the function is about, its log and its cookies are looked at too.
logCanaries.watch();
afterEach(() => {
  const leaks = logCanaries.takeLeaks();
  const faults = cookieFaults.splice(0);
  if (leaks.length > 0) throw new Error(`In the log or the events:\n${leaks.join("\n")}`);
  if (faults.length > 0) throw new Error(`Cookies without their attributes:\n${faults.join("\n")}`);
});

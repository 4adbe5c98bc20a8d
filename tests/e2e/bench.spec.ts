import { measureClick } from "../bench/browser/measure.ts";
import { expect, test } from "./fixtures.ts";

test(
  "the bench finds out when a click on the sign-in page works @long",
  { tag: "@production" },
  async ({ browser, browserName, baseURL }) => {
    // The slow processor and network are Chromium's own.
    if (browserName !== "chromium") return;
    const { usableMs, effectMs } = await measureClick(browser, {
      name: "portico",
      origin: baseURL ?? "",
      buttonText: "Continue with WorkOS",
      effect: { method: "GET", url: /\/user_management\/authorize/ },
      isLosingClicks: false,
    });
    expect(usableMs).toBeGreaterThan(0);
    expect(effectMs).toBeGreaterThan(usableMs);
  },
);

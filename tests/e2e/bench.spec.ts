import { measureTimeToUsable, slowDown } from "../bench/time-to-usable.ts";
import { expect, test } from "./fixtures.ts";

test(
  "the bench finds out when the sign-in page can be used @long",
  { tag: "@production" },
  async ({ page, browserName }) => {
    // The slow processor and network are Chromium's own.
    if (browserName === "chromium") await slowDown(page);
    expect(await measureTimeToUsable(page, "/sign-in")).toBeGreaterThan(0);
  },
);

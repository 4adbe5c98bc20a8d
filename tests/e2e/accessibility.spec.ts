import { isLongRun } from "../../src/contract/testing/long-run.ts";
import { expect, expectNoAxeViolations, expectNoAxeViolationsNow, test } from "./fixtures.ts";
import { screenGroups } from "./screens/all-screens.ts";
import { showScreen } from "./screens/screen.ts";

const roomy = { width: 1280, height: 720 };
/** 1280 pixels at 400 % (WCAG 2.2, 1.4.10). */
const zoomed = { width: 320, height: 256 };

// What `emulateMedia({ reducedMotion })` doesn't reach in Firefox.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      firefoxUserPrefs: { ...launchOptions.firefoxUserPrefs, "ui.prefersReducedMotion": 1 },
    }),
});

// `npm run test:long` shows every screen in every way; otherwise the first of each group that isn't a variant is shown, and of the first group in every way.
for (const [groupIndex, group] of screenGroups.entries()) {
  test(
    `${group.name}: axe finds nothing, in either theme, and at 400 % zoom nothing runs off the side${group.isVariant === true ? " @long" : ""}`,
    { tag: `@${group.deployment}` },
    async ({ page, deployment, email, expectedConsoleErrors }) => {
      expectedConsoleErrors.push(...(group.expectedConsoleErrors ?? []));
      // What moves would have to be waited for on every screen.
      await page.emulateMedia({ reducedMotion: "reduce" });
      for (const screen of isLongRun ? group.screens : group.screens.slice(0, 1)) {
        const isWhole = isLongRun || groupIndex === 0;
        await test.step(screen.name, async () => {
          await page.setViewportSize(roomy);
          await showScreen(screen, { page, deployment, email });
          if (isWhole) await expectNoAxeViolations(page);
          else await expectNoAxeViolationsNow(page);
          await page.setViewportSize(zoomed);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow).toBeLessThanOrEqual(0);
          if (isWhole) await expectNoAxeViolationsNow(page);
          // Asked again until it is there: between two documents the browser has no title.
          await expect(page).toHaveTitle(/^.+ · Portico$/);
        });
      }
    },
  );
}

test("nothing moves for people who asked for less motion", { tag: "@production" }, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/sign-in");
  const durations = await page
    .getByRole("button", { name: "Continue with WorkOS" })
    .evaluate((button) => getComputedStyle(button).transitionDuration.split(", ").map(Number.parseFloat));
  expect(Math.max(...durations)).toBeLessThan(0.001);
});

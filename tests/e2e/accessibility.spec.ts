import { expect, expectNoAxeViolations, test } from "./fixtures.ts";
import { screens } from "./screens.ts";

for (const { name, open, expectedConsoleErrors: provoked = [] } of screens) {
  test(`${name}: axe finds nothing, in either theme, and at 400 % zoom nothing runs off the side`, async ({
    page,
    deployment,
    email,
    expectedConsoleErrors,
  }) => {
    expectedConsoleErrors.push(...provoked);
    await page.emulateMedia({ colorScheme: "light" });
    await open(page, deployment, email);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoAxeViolations(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await expectNoAxeViolations(page);
    // 1280 pixels at 400 % (WCAG 2.2, 1.4.10).
    await page.setViewportSize({ width: 320, height: 256 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expectNoAxeViolations(page);
    expect(await page.title()).toMatch(/^.+ · Portico$/);
  });
}

test("nothing moves for people who asked for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/sign-in");
  const durations = await page
    .getByRole("button", { name: "Continue with WorkOS" })
    .evaluate((button) => getComputedStyle(button).transitionDuration.split(", ").map(Number.parseFloat));
  expect(Math.max(...durations)).toBeLessThan(0.001);
});

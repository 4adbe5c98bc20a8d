import { join } from "node:path";

import { chooseTheme, test } from "./fixtures.ts";
import { screenGroups } from "./screens/all-screens.ts";
import { showScreen } from "./screens/screen.ts";

const directory = process.env["PORTICO_SCREENSHOTS"] ?? "test-results/screens";
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const group of screenGroups) {
  for (const [device, viewport] of Object.entries(sizes)) {
    test(
      `${group.name} on a ${device}`,
      { tag: `@${group.deployment}` },
      async ({ page, deployment, email, expectedConsoleErrors }) => {
        expectedConsoleErrors.push(...(group.expectedConsoleErrors ?? []));
        await page.setViewportSize(viewport);
        for (const screen of group.screens) {
          await test.step(screen.name, async () => {
            await page.emulateMedia({ reducedMotion: "reduce" });
            await showScreen(screen, { page, deployment, email });
            for (const colorScheme of ["light", "dark"] as const) {
              await chooseTheme(page, colorScheme);
              await page.screenshot({
                path: join(directory, `${screen.name}-${device}-${colorScheme}.png`),
                // A dialog covers the window, not the page.
                fullPage: !(await page.getByRole("dialog").isVisible()),
              });
            }
          });
        }
      },
    );
  }
}

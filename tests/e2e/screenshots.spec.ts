import { join } from "node:path";

import { test } from "./fixtures.ts";
import { screens } from "./screens.ts";

const directory = process.env["PORTICO_SCREENSHOTS"] ?? "test-results/screens";
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

for (const { name, open, expectedConsoleErrors: provoked = [] } of screens) {
  for (const [device, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`${name} on a ${device}, ${colorScheme}`, async ({
        page,
        deployment,
        email,
        expectedConsoleErrors,
      }) => {
        expectedConsoleErrors.push(...provoked);
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await open(page, deployment, email);
        await page.screenshot({ path: join(directory, `${name}-${device}-${colorScheme}.png`) });
      });
    }
  }
}

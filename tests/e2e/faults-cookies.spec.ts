import { expect, test } from "./never.ts";

// A browser whose settings forbid a site its data: cookies are swallowed, and both storages throw.

// As Firefox has it by itself.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({
      ...launchOptions,
      firefoxUserPrefs: { ...launchOptions.firefoxUserPrefs, "network.cookie.cookieBehavior": 2 },
    }),
});

test("cookies blocked: named, no loop", async ({ page, context, browserName }) => {
  if (browserName === "chromium") {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setDocumentCookieDisabled", { disabled: true });
    await page.addInitScript(() => {
      for (const area of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, area, {
          get() {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
    });
  }
  const visited: string[] = [];
  page.on("framenavigated", (frame) => visited.push(new URL(frame.url()).pathname));
  await page.goto("/dashboard?tab=usage#today");
  await expect(page.getByRole("alert")).toContainText("This browser blocks cookies for this site");
  await expect(page.getByRole("button", { name: "Continue with WorkOS" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Use email code" })).toBeDisabled();
  expect([...new Set(visited)]).toEqual(["/dashboard", "/sign-in"]);
  expect(visited.at(-1)).toBe("/sign-in");
});

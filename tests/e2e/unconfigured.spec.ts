import { expect, expectNoAxeViolations, test } from "./fixtures.ts";

test("disables the WorkOS button and says whom to ask", async ({ page }) => {
  await page.goto("/dashboard");
  const button = page.getByRole("button", { name: "Continue with WorkOS" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/Ask the person who runs it/);
  await expectNoAxeViolations(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNoAxeViolations(page);
});

test("says that email codes aren't set up when the function isn't either", async ({
  page,
  email,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 503/);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "aren't set up" })).toBeVisible();
});

import { expect, expectNoAxeViolations, test } from "./fixtures.ts";

test("disables the WorkOS button and says whom to ask", async ({ page }) => {
  await page.goto("/dashboard");
  const button = page.getByRole("button", { name: "Continue with WorkOS" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription(/Ask the person who runs it/);
  await expectNoAxeViolations(page);
});

test("says that email codes aren't set up when the function isn't either, and promises nothing", async ({
  page,
}) => {
  await page.goto("/sign-in");
  const button = page.getByRole("button", { name: "Use email code" });
  await expect(button).toBeDisabled();
  await expect(button).toHaveAccessibleDescription("Email codes aren't set up for this console.");
});

import { askForEmailCode, expect, readMailedCode, signOut, statusLine, test } from "./fixtures.ts";

test("signs in through AuthKit on the vendor's emulator, which has no page of its own", async ({ page }) => {
  await page.goto("/dashboard?tab=usage");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await expect(page.getByText("Good to see you, Ada.")).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage$/);
  await page.reload();
  await expect(page.getByText("Good to see you, Ada.")).toBeVisible();
  await signOut(page);
});

test("signs in with an emailed code on the vendor's emulator", async ({
  page,
  deployment,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(statusLine(400));
  await askForEmailCode(page, "ada@example.com");
  const mailed = await readMailedCode(page, deployment, "ada@example.com");
  await page.getByLabel("Six-digit code").fill(mailed === "000000" ? "000001" : "000000");
  await expect(page.getByRole("alert").filter({ hasText: "isn't right" })).toBeVisible();
  await page.getByLabel("Six-digit code").fill(mailed);
  await expect(page.getByText("Good to see you, Ada.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Good to see you, Ada.")).toBeVisible();
  await signOut(page);
});

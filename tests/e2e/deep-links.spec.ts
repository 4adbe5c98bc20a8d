import { readMailedCode } from "./fixtures.ts";
import { expect, test } from "./never.ts";

// Where a person wanted to go survives whatever they do on the way in.

const deepLink = "/dashboard?tab=usage#today";

test("survives a switch to the email code, another address, a resend and a reload", async ({
  page,
  deployment,
  email,
}) => {
  await page.clock.install();
  await page.goto(deepLink);
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(`typo-${email}`);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("button", { name: "Use another address" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  await page.clock.runFor(31_000);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText(`Asked again for ${email}`)).toBeVisible();
  await page.reload();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

test("survives a denial, a new start and a switch to the email code", async ({ page, deployment, email }) => {
  await page.goto(deepLink);
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await page.getByRole("button", { name: "Start again" }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await page.getByRole("link", { name: "Use email code instead" }).click();
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page).toHaveURL(/\/dashboard\?tab=usage#today$/);
});

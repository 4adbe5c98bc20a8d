import { messages } from "../../src/config/messages.ts";
import { readMailedCode } from "./fixtures.ts";
import { expect, test } from "./never.ts";

// Where a person wanted to go survives whatever they do on the way in.

const deepLink = "/dashboard?tab=usage#today";

test("survives a switch to the email code, another address, a resend and a reload @long", async ({
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

test("survives a denial, a new start and a switch to the email code @long", async ({
  page,
  deployment,
  email,
}) => {
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

const limit = 2048;
const longest = `/dashboard?q=${"a".repeat(limit - "/dashboard?q=".length)}`;

test("that is as long as one may be reaches the function with an address as long as one may be @long", async ({
  page,
  deployment,
}) => {
  const email = `${crypto.randomUUID()}${"x".repeat(28)}@${"sub.".repeat(44)}example.com`;
  await page.goto(longest);
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page).toHaveURL((url) => url.pathname + url.search === longest);
});

test("that is too long is dropped with a word before anything is sent @long", async ({
  page,
  deployment,
  email,
}) => {
  await page.goto(`/dashboard?q=${"a".repeat(9_000)}`);
  await expect(page.getByText(messages.signIn.dropped.returnTo)).toBeVisible();
  await page.reload();
  await expect(page.getByText(messages.signIn.dropped.returnTo)).toBeVisible();
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page).toHaveURL(/\/dashboard$/);
});

test("with a backslash in its query survives @long", async ({ page, deployment, email }) => {
  await page.goto("/dashboard?path=C:\\logs#C:\\");
  await page.getByRole("button", { name: "Use email code" }).click();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Six-digit code").fill(await readMailedCode(page, deployment, email));
  await expect(page).toHaveURL(/\/dashboard\?path=C:%5Clogs#C:%5C$/);
});

test("with an escaped slash in its path is dropped with a word @long", async ({ page }) => {
  await page.goto("/sign-in?return_to=%2Ffiles%2Fa%252Fb");
  await expect(page.getByText(messages.signIn.dropped.returnTo)).toBeVisible();
});

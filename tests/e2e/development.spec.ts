import { expect, test } from "./fixtures.ts";

test("shows the way to the mailbox on every page", async ({ page, context }) => {
  await page.goto("/sign-in");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Open the mailbox" }).click();
  const mailbox = await opened;
  await expect(mailbox.getByRole("heading", { name: "Mailbox" })).toBeVisible();
});

test("signs a person up on the hosted page and shows them in the console", async ({ page, email }) => {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("First name").fill("Rosalind");
  await page.getByLabel("Last name").fill("Franklin");
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("Good to see you, Rosalind.")).toBeVisible();
});

import { messages } from "../../src/config/messages.ts";
import { magicLinkMessages } from "../../src/sign-in/magic-link/messages.ts";
import { expect, expectNoAxeViolations, test } from "./fixtures.ts";

test("shows the way to the mailbox on every page", async ({ page, context }) => {
  await page.goto("/sign-in");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Open the mailbox" }).click();
  const mailbox = await opened;
  await expect(mailbox.getByRole("heading", { name: "Mailbox" })).toBeVisible();
});

test("offers no Magic Link, which is off by default", async ({ page }) => {
  const health = page.waitForResponse("**/api/health");
  await page.goto("/sign-in");
  expect(await (await health).json()).toEqual({ status: "ok", emailCode: "available" });
  await expect(page.getByRole("button", { name: messages.signIn.withEmailCode })).toBeEnabled();
  await expect(page.getByRole("button", { name: magicLinkMessages.offer })).toHaveCount(0);
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

for (const [name, path, heading] of [
  ["the sign-in page with the way to the mailbox", "/sign-in", "Sign in"],
  ["the mailbox", "/mock/mailbox", "Mailbox"],
] as const) {
  test(`axe finds nothing on ${name}, in either theme`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await expectNoAxeViolations(page);
  });
}

test("axe finds nothing on the hosted pages, in either theme", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with WorkOS" }).click();
  for (const link of [null, "Create an account"]) {
    if (link !== null) await page.getByRole("link", { name: link }).click();
    await expect(
      page.getByRole("button", { name: link === null ? "Continue as Ada Lovelace" : "Sign up" }),
    ).toBeVisible();
    await expectNoAxeViolations(page);
  }
});

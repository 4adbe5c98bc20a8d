import { type Page } from "@playwright/test";

import { expect, readMailedCode, tabTo, test } from "./fixtures.ts";

async function signOutByKeyboard(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("button", { name: /^Account menu/ }));
  await page.keyboard.press("Enter");
  // The first of however many organizations, or what follows them.
  await expect(page.getByRole("menu").locator("[role^=menuitem]").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("menuitem", { name: "Sign out" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Account menu" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "You're signed out" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Sign in again" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeFocused();
}

test("walks through WorkOS sign-in and out again with the keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  await tabTo(page, page.getByRole("button", { name: "Continue with WorkOS" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in to Portico Console (mock)" })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Continue as Grace Hopper" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await signOutByKeyboard(page);
});

test("walks through the email code and out again with the keyboard alone @long", async ({
  page,
  deployment,
  email,
}) => {
  await page.goto("/sign-in");
  await tabTo(page, page.getByRole("button", { name: "Use email code" }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Email address")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Six-digit code")).toBeFocused();
  await page.keyboard.type(await readMailedCode(page, deployment, email));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeFocused();
  await signOutByKeyboard(page);
});

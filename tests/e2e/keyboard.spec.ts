import { type Page } from "@playwright/test";

import { expect, readMailedCode, test } from "./fixtures.ts";

/** Presses Tab until the control with this name has the focus, as a person does who looks for it. */
async function tabTo(page: Page, role: "button" | "link" | "textbox", name: string | RegExp): Promise<void> {
  const control = page.getByRole(role, { name, exact: true });
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 20; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches the ${role} ${String(name)}`);
}

async function signOutByKeyboard(page: Page): Promise<void> {
  await tabTo(page, "button", /^Account menu/);
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
  await tabTo(page, "link", "Sign in again");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeFocused();
}

test("walks through WorkOS sign-in and out again with the keyboard alone", async ({ page }) => {
  await page.goto("/sign-in");
  await tabTo(page, "button", "Continue with WorkOS");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in to Portico Console (mock)" })).toBeVisible();
  await tabTo(page, "button", "Continue as Grace Hopper");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await signOutByKeyboard(page);
});

test("walks through the email code and out again with the keyboard alone", async ({
  page,
  deployment,
  email,
}) => {
  await page.goto("/sign-in");
  await tabTo(page, "button", "Use email code");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Email address")).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Six-digit code")).toBeFocused();
  await page.keyboard.type(await readMailedCode(page, deployment, email));
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeFocused();
  await signOutByKeyboard(page);
});

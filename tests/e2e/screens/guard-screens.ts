import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { failedRequest, tokenEndpoint } from "../fault-network.ts";
import { expect, signInWithWorkos, signOut } from "../fixtures.ts";
import { type ScreenGroup } from "./screen.ts";

async function openGuardedPage(page: Page, path: string): Promise<void> {
  await page.goto(`/tests/e2e/screens/guarded-pages/index.html?path=${path}`);
}

async function signInAsHedy(page: Page): Promise<void> {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: messages.signIn.withWorkos }).click();
  await page.getByRole("button", { name: "Continue as Hedy Lamarr" }).click();
  await expect(page.getByRole("heading", { name: messages.dashboard.title })).toBeVisible();
}

/** What the guards show instead of a page, and what stands where a page broke. */
export const guardScreens: ScreenGroup = {
  name: "guards",
  isVariant: true,
  deployment: "development",
  expectedConsoleErrors: [
    failedRequest,
    /This page was made to break|^Error \n\nThe above error occurred in the <BrokenPage> component/,
  ],
  screens: [
    {
      name: "organization-missing",
      words: messages.wrongOrganization.noOrganizationTitle,
      async show({ page }) {
        await signInAsHedy(page);
        await openGuardedPage(page, "/projects");
      },
    },
    {
      name: "permission-missing",
      words: messages.forbidden.missingPermissions(["members:remove", "billing:manage"]),
      async show({ page }) {
        await page.goto("/dashboard");
        await signOut(page);
        await signInWithWorkos(page);
        await openGuardedPage(page, "/billing");
      },
    },
    {
      name: "role-missing",
      words: messages.forbidden.missingRoles(["admin"]),
      show: ({ page }) => openGuardedPage(page, "/settings"),
    },
    {
      name: "organization-wrong",
      words: messages.wrongOrganization.title,
      show: ({ page }) => openGuardedPage(page, "/harbour-works"),
    },
    {
      name: "organization-not-switched",
      words: messages.wrongOrganization.failed,
      async show({ page }) {
        await page.route(tokenEndpoint, (route) => route.abort());
        await page.getByRole("button", { name: messages.wrongOrganization.switch }).click();
      },
    },
    {
      name: "page-broken",
      words: messages.crash.title,
      show: ({ page }) => openGuardedPage(page, "/broken"),
    },
  ],
};

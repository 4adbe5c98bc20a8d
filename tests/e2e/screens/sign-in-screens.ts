import { type Page } from "@playwright/test";

import { messages } from "../../../src/config/messages.ts";
import { authorizePage, failedRequest, hang, probe } from "../fault-network.ts";
import { type ScreenGroup } from "./screen.ts";

const health = "**/api/health";
const { signIn } = messages;

async function openWithoutWorkos(page: Page): Promise<void> {
  await page.route(probe, (route) => route.abort());
  await page.goto("/sign-in");
}

/** The choice of a way in, and what stands there when one of them doesn't work. */
export const signInScreens: ScreenGroup = {
  name: "sign-in",
  deployment: "production",
  expectedConsoleErrors: [failedRequest],
  screens: [
    {
      name: "sign-in",
      words: signIn.lead,
      show: async ({ page }) => void (await page.goto("/sign-in")),
    },
    {
      name: "sign-in-workos-unreachable",
      words: `${signIn.workosUnreachable} ${signIn.emailStillWorks}`,
      show: ({ page }) => openWithoutWorkos(page),
    },
    {
      name: "sign-in-email-code-unreachable",
      words: `${signIn.emailUnreachable} ${signIn.workosStillWorks}`,
      async show({ page }) {
        await page.route(health, (route) => route.abort());
        await page.goto("/sign-in");
      },
    },
    {
      name: "sign-in-email-code-unavailable",
      words: `${signIn.emailUnavailable} ${signIn.workosStillWorks}`,
      async show({ page }) {
        await page.route(health, (route) =>
          route.fulfill({ json: { status: "degraded", emailCode: "unavailable" } }),
        );
        await page.goto("/sign-in");
      },
    },
    {
      name: "sign-in-both-ways-unreachable",
      words: signIn.emailUnreachable,
      async show({ page }) {
        await page.route(health, (route) => route.abort());
        await openWithoutWorkos(page);
      },
    },
    {
      name: "sign-in-leaving",
      words: signIn.withWorkosBusy,
      async show({ page }) {
        await page.route(probe, hang);
        await page.route(authorizePage, hang);
        await page.goto("/sign-in");
        await page.getByRole("button", { name: signIn.withWorkos }).click();
      },
    },
  ],
};

/** The same, where the browser keeps no cookies. */
export const cookielessScreens: ScreenGroup = {
  name: "sign-in without cookies",
  isVariant: true,
  deployment: "production",
  screens: [
    {
      name: "sign-in-cookies-blocked",
      words: signIn.cookiesBlocked,
      async show({ page }) {
        await page.addInitScript(() => {
          Object.defineProperty(Document.prototype, "cookie", {
            get: () => "",
            set: () => {
              // A browser that blocks cookies drops them in silence.
            },
          });
        });
        await page.goto("/sign-in");
      },
    },
  ],
};

/** The same, where the browser keeps no data for the site. */
export const storagelessScreens: ScreenGroup = {
  name: "sign-in without site data",
  isVariant: true,
  deployment: "production",
  screens: [
    {
      name: "sign-in-storage-blocked",
      words: signIn.storageBlocked,
      async show({ page }) {
        await page.addInitScript(() => {
          Object.defineProperty(window, "sessionStorage", {
            get() {
              throw new DOMException("The operation is insecure.", "SecurityError");
            },
          });
        });
        await page.goto("/sign-in");
        await page.getByRole("button", { name: signIn.withWorkos }).click();
      },
    },
    {
      name: "login-failed",
      words: messages.login.failed.title,
      show: async ({ page }) => void (await page.goto("/login")),
    },
  ],
};

/** The same, where nobody has set anything up. */
export const unconfiguredScreens: ScreenGroup = {
  name: "nothing set up",
  deployment: "unconfigured",
  screens: [
    {
      name: "sign-in-not-configured",
      words: signIn.notConfigured,
      show: async ({ page }) => void (await page.goto("/sign-in")),
    },
    {
      name: "login-not-configured",
      words: signIn.notConfigured,
      show: async ({ page }) => void (await page.goto("/login")),
    },
  ],
};

import { type Page } from "@playwright/test";

import { addressOf } from "./page-modules.ts";

const address = addressOf("runningSession");

/** What a script of the app asks for; development alone, where tests can import the page's own modules. */
export async function startTokenRequest(page: Page): Promise<void> {
  await page.evaluate(async (path) => {
    const module: typeof import("../../src/session/running-session.ts") = await import(path);
    window.tokenRequest = module
      .getRunningSession()
      .getAccessToken({ forceRefresh: true })
      .then(
        (token) => ({ token }),
        (error: unknown) => ({ error: String(error) }),
      );
  }, address);
}

/** What became of it. */
export function readTokenRequest(page: Page): Promise<{ token: string } | { error: string } | undefined> {
  return page.evaluate(() => window.tokenRequest);
}

/** Switches this tab into an organization. */
export async function switchOrganization(page: Page, organizationId: string): Promise<void> {
  await page.evaluate(
    async ({ path, id }) => {
      const module: typeof import("../../src/session/running-session.ts") = await import(path);
      await module.getRunningSession().switchToOrganization({ organizationId: id });
    },
    { path: address, id: organizationId },
  );
}

declare global {
  interface Window {
    tokenRequest?: Promise<{ token: string } | { error: string }>;
  }
}

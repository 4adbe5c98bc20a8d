import { type Page } from "@playwright/test";

/** What a script of the app asks for; development alone, where the page's own modules can be imported by their address. */
export async function startTokenRequest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const address = "/src/session/running-session.ts";
    const module: typeof import("../../src/session/running-session.ts") = await import(address);
    window.tokenRequest = module
      .getRunningSession()
      .getAccessToken({ forceRefresh: true })
      .then(
        (token) => ({ token }),
        (error: unknown) => ({ error: String(error) }),
      );
  });
}

/** What became of it. */
export function readTokenRequest(page: Page): Promise<{ token: string } | { error: string } | undefined> {
  return page.evaluate(() => window.tokenRequest);
}

/** Switches this tab into an organization. */
export async function switchOrganization(page: Page, organizationId: string): Promise<void> {
  await page.evaluate(async (id) => {
    const address = "/src/session/running-session.ts";
    const module: typeof import("../../src/session/running-session.ts") = await import(address);
    await module.getRunningSession().switchToOrganization({ organizationId: id });
  }, organizationId);
}

declare global {
  interface Window {
    tokenRequest?: Promise<{ token: string } | { error: string }>;
  }
}

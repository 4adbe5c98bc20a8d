import type { ClientAddress } from "../client-address/client-address.ts";

/** The browser on whose behalf WorkOS is asked; it stands in WorkOS's list of sessions and feeds its bot detection. */
export type BrowserDescription = { address: ClientAddress | null; userAgent: string | null };

/** The browser in the SDK's names. */
export function describeBrowser(browser: BrowserDescription): { ipAddress?: string; userAgent?: string } {
  return {
    ...(browser.address === null ? {} : { ipAddress: browser.address }),
    ...(browser.userAgent === null ? {} : { userAgent: browser.userAgent }),
  };
}

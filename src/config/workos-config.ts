import { workosCallbackPath } from "../contract/html-pages.ts";
import { defaultWorkosApiUrl, type PublicConfigBlock } from "../contract/public-config-block.ts";

/** What the browser knows of WorkOS. */
export type WorkosConfig = {
  clientId: string;
  /** Scheme, host and port; the SDK knows no base path. */
  apiOrigin: string;
  /** Absolute URL registered at WorkOS. */
  redirectUri: string;
};

/**
 * What a block says of WorkOS; null where it isn't configured.
 * @param origin the page's own origin; relative URLs in the block resolve against it
 */
export function buildWorkosConfig(block: PublicConfigBlock, origin: string): WorkosConfig | null {
  if (block.workosClientId === null) return null;
  const apiUrl = new URL(block.workosApiUrl ?? defaultWorkosApiUrl, origin);
  const redirectUri = new URL(block.workosRedirectUri ?? workosCallbackPath, origin);
  return { clientId: block.workosClientId, apiOrigin: apiUrl.origin, redirectUri: redirectUri.href };
}

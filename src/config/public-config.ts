import { defaultWorkosApiUrl, parsePublicConfigBlock } from "../contract/public-config-block.ts";
import { paths } from "./paths.ts";

/** What the browser knows of WorkOS. */
export type WorkosConfig = {
  clientId: string;
  /** Scheme, host and port; the SDK knows no base path. */
  apiOrigin: string;
  /** Absolute URL registered at WorkOS. */
  redirectUri: string;
};

export type PublicConfig = {
  /** The page's own origin. */
  origin: string;
  /** Null: this build isn't connected to WorkOS, and the sign-in page says so. */
  workos: WorkosConfig | null;
};

/**
 * The parsed configuration.
 * @param text the JSON block's text
 * @param origin the page's own origin; relative URLs in the block resolve against it
 * @throws PublicConfigError that names the wrong value: a page with a broken configuration must not pretend to work
 */
export function parsePublicConfig(text: string, origin: string): PublicConfig {
  const block = parsePublicConfigBlock(text);
  if (block.workosClientId === null) return { origin, workos: null };
  const apiUrl = new URL(block.workosApiUrl ?? defaultWorkosApiUrl, origin);
  const redirectUri = new URL(block.workosRedirectUri ?? paths.workosCallback, origin);
  return {
    origin,
    workos: { clientId: block.workosClientId, apiOrigin: apiUrl.origin, redirectUri: redirectUri.href },
  };
}

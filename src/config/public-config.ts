import { parsePublicConfigBlock } from "../contract/public-config-block.ts";
import { buildWorkosConfig, type WorkosConfig } from "./workos-config.ts";

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
  return { origin, workos: buildWorkosConfig(parsePublicConfigBlock(text), origin) };
}

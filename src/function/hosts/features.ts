import type { Feature, FeatureHost } from "../core/feature/feature.ts";
import { accessTokens } from "../features/access-tokens/access-tokens.ts";
import { openLocalIssuer } from "../features/local-issuer/node/open-local-issuer.ts";
import { magicLink } from "../features/magic-link/magic-link.ts";
import { team } from "../features/team/team.ts";

/**
 * The features of the Node host, which are all there are. What isn't in a host's list isn't in its bundle either. A feature that another
 * one needs comes before it.
 *
 * @throws Error that names a malformed or missing variable
 */
export async function openFeatures(host: FeatureHost): Promise<Feature[]> {
  return [
    // One line each, so that taking one away is taking its line away.
    await openLocalIssuer(host),
    magicLink,
    accessTokens,
    team,
  ];
}

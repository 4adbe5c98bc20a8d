import type { Feature, FeatureHost } from "../core/feature/feature.ts";
import { accessTokens } from "../features/access-tokens/access-tokens.ts";
import { openLocalIssuer } from "../features/local-issuer/node/open-local-issuer.ts";
import { magicLink } from "../features/magic-link/magic-link.ts";
import { team } from "../features/team/team.ts";

/**
 * The features of the Node host, which has all of them. What isn't in a host's list isn't in its bundle. A feature comes after the
 * ones it depends on.
 */
const nodeFeatures: readonly ((host: FeatureHost) => Feature | Promise<Feature>)[] = [
  openLocalIssuer,
  () => magicLink,
  () => accessTokens,
  () => team,
];

/** @throws Error naming a malformed or missing variable */
export async function openFeatures(host: FeatureHost): Promise<Feature[]> {
  return await Promise.all(nodeFeatures.map(async (open) => await open(host)));
}

import type { Feature, FeatureHost } from "../core/feature/feature.ts";
import { accessTokens } from "../features/access-tokens/access-tokens.ts";
import { doctor } from "../features/doctor/doctor.ts";
import { openLocalIssuer } from "../features/local-issuer/node/open-local-issuer.ts";
import { magicLink } from "../features/magic-link/magic-link.ts";
import { signInSteps } from "../features/sign-in-steps/sign-in-steps.ts";
import { team } from "../features/team/team.ts";

// One line each, so that taking a feature away is taking its lines away. What isn't listed isn't in a host's bundle either.

/** Features that Node opens before the function starts: they read files or connect to servers. They come before all others. */
const openedFeatures: readonly ((host: FeatureHost) => Promise<Feature>)[] = [
  // An issuer, so before the features that need one.
  openLocalIssuer,
];

/** All other features, for every host, the development server and the tests. */
export const features: readonly Feature[] = [
  // A feature that another one needs comes before it.
  magicLink,
  accessTokens,
  team,
  signInSteps,
  doctor,
];

/** @throws Error naming a malformed or missing variable */
export async function openFeatures(host: FeatureHost): Promise<Feature[]> {
  return [...(await Promise.all(openedFeatures.map(async (open) => await open(host)))), ...features];
}

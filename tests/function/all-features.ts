import type { Feature } from "../../src/function/core/feature/feature.ts";
import { accessTokens } from "../../src/function/features/access-tokens/access-tokens.ts";
import { localIssuer } from "../../src/function/features/local-issuer/local-issuer.ts";
import { magicLink } from "../../src/function/features/magic-link/magic-link.ts";
import { team } from "../../src/function/features/team/team.ts";

/** Every feature, the local issuer switched off. */
export const allFeatures: readonly Feature[] = [localIssuer(null), magicLink, accessTokens, team];

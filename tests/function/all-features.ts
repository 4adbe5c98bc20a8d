import type { Feature } from "../../src/function/core/feature/feature.ts";
import { localIssuer } from "../../src/function/features/local-issuer/local-issuer.ts";
import { features } from "../../src/function/hosts/features.ts";

/** Every feature, the local issuer switched off. */
export const allFeatures: readonly Feature[] = [localIssuer(null), ...features];

import type { Feature, FeatureHost } from "../../core/feature/feature.ts";
import { openHttpLocalIssuer } from "../../features/local-issuer/open-http-local-issuer.ts";
import { features } from "../features.ts";

/** Features of a host that has only `fetch`, in place of those that Node opens. */
const openedFeatures: readonly ((host: Omit<FeatureHost, "baseDirectory">) => Promise<Feature>)[] = [
  // An issuer, so before the features that need one.
  openHttpLocalIssuer,
];

/** @throws Error naming a malformed or missing variable */
export async function openHttpFeatures(host: Omit<FeatureHost, "baseDirectory">): Promise<Feature[]> {
  return [...(await Promise.all(openedFeatures.map(async (open) => await open(host)))), ...features];
}

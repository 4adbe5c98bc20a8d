import { type FeatureCheck } from "../../contract/doctor/check.ts";
import { mailSetUp } from "../../function/features/local-issuer/node/mail-set-up.ts";

/** The checks of features, which go with them. */
export const featureChecks: readonly FeatureCheck[] = [
  // One line each, so that taking a feature away is taking its lines away.
  mailSetUp,
];

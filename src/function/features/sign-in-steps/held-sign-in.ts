import * as v from "valibot";

import { createRandomId } from "../../core/counters/counter-store.ts";
import type { Core } from "../../core/feature/core.ts";
import type { WonChallenge } from "../../core/feature/issuer.ts";
import {
  createSealedCookie,
  type SealedCookie,
  sealedEmailSchema,
} from "../../core/feature/sealed-cookie.ts";
import { stepLifetimeSeconds } from "./limits.ts";
import type { WorkosStep } from "./workos-step.ts";

const identifier = v.pipe(v.string(), v.minLength(1));
const heldSchema = v.object({
  challengeId: identifier,
  incarnation: v.string(),
  email: sealedEmailSchema,
  returnTo: v.nullable(v.string()),
  /** 128 random bits; the counter key of this step's attempts. */
  stepId: identifier,
  pendingAuthenticationToken: identifier,
  step: v.variant("kind", [
    v.object({ kind: v.literal("choose_organization") }),
    v.object({ kind: v.literal("totp"), authenticationFactorId: identifier }),
    v.object({ kind: v.literal("verify_email") }),
  ]),
  expiresAtMs: v.number(),
});

/**
 * A sign-in that waits for a step, kept by the browser in place of its challenge. It contains WorkOS's pending token, which no
 * script can read; a step can be answered only with this cookie, in the browser that typed the code.
 */
export type HeldSignIn = v.InferOutput<typeof heldSchema>;

export function createStepCookie(core: Core): SealedCookie<HeldSignIn> {
  return createSealedCookie(core, {
    name: "portico-step",
    purpose: "sign-in-step",
    version: 1,
    schema: heldSchema,
  });
}

/** The sign-in, waiting for the required step from now on. */
export function buildHeldSignIn(won: WonChallenge, required: WorkosStep, nowMs: number): HeldSignIn {
  return {
    ...won,
    stepId: createRandomId(),
    pendingAuthenticationToken: required.pendingAuthenticationToken,
    step: required.step,
    expiresAtMs: nowMs + stepLifetimeSeconds * 1000,
  };
}

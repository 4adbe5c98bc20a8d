import * as v from "valibot";

import { createRandomId } from "../counters/counter-store.ts";
import { lifetimes } from "../counters/limit-table.ts";
import type { Challenge } from "../feature/challenge.ts";
import type { Core } from "../feature/core.ts";
import { createSealedCookie, type SealedCookie, sealedEmailSchema } from "../feature/sealed-cookie.ts";
import type { WorkosStep } from "../workos/workos-step.ts";

/** What a sign-in keeps of its challenge once the code was right. */
export type WonChallenge = Pick<Challenge, "challengeId" | "incarnation" | "email" | "returnTo">;

const identifier = v.pipe(v.string(), v.minLength(1));
const heldSchema = v.object({
  challengeId: identifier,
  incarnation: v.string(),
  email: sealedEmailSchema,
  returnTo: v.nullable(v.string()),
  /** 128 random bits; the tries of this step are counted under it. */
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
 * A sign-in that waits for a step, as the browser holds it in the place of its challenge. WorkOS's pending token is in it and reaches no
 * script; without this cookie of the browser that typed the code, an answer to the step is worth nothing.
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

/** As long as WorkOS holds a sign-in. */
export const stepLifetimeMs = lifetimes.stepSeconds * 1000;

/** The sign-in as it waits for a step from now on. */
export function buildHeldSignIn(won: WonChallenge, required: WorkosStep, nowMs: number): HeldSignIn {
  return {
    ...won,
    stepId: createRandomId(),
    pendingAuthenticationToken: required.pendingAuthenticationToken,
    step: required.step,
    expiresAtMs: nowMs + stepLifetimeMs,
  };
}

import { base64url } from "jose";
import * as v from "valibot";

import { type EmailAddress, parseEmailAddress } from "../../../contract/email-address.ts";
import { lifetimes } from "../counters/limit-table.ts";
import type { Challenge } from "../feature/challenge.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { WorkosStep } from "../workos/workos-step.ts";

/** What a sign-in keeps of its challenge once the code was right. */
export type WonChallenge = Pick<Challenge, "challengeId" | "incarnation" | "email" | "returnTo">;

/**
 * A sign-in that waits for a step, as the browser holds it, sealed, in the place of its challenge. WorkOS's pending token is in it and
 * reaches no script; without this cookie of the browser that typed the code, an answer to the step is worth nothing.
 */
export type HeldSignIn = WonChallenge & {
  /** 128 random bits; the tries of this step are counted under it. */
  stepId: string;
  pendingAuthenticationToken: string;
  step:
    | { kind: "choose_organization" }
    | { kind: "totp"; authenticationFactorId: string }
    | { kind: "verify_email" };
  expiresAtMs: number;
};

/** As long as WorkOS holds a sign-in. */
export const stepLifetimeMs = lifetimes.stepSeconds * 1000;

const identifier = v.pipe(v.string(), v.minLength(1));
const heldSchema = v.object({
  version: v.literal(1),
  challengeId: identifier,
  incarnation: v.string(),
  email: v.string(),
  returnTo: v.nullable(v.string()),
  stepId: identifier,
  pendingAuthenticationToken: identifier,
  step: v.variant("kind", [
    v.object({ kind: v.literal("choose_organization") }),
    v.object({ kind: v.literal("totp"), authenticationFactorId: identifier }),
    v.object({ kind: v.literal("verify_email") }),
  ]),
  expiresAtMs: v.number(),
});

/** The sign-in as it waits for a step from now on. */
export function buildHeldSignIn(won: WonChallenge, required: WorkosStep, nowMs: number): HeldSignIn {
  const { challengeId, incarnation, email, returnTo } = won;
  return {
    challengeId,
    incarnation,
    email,
    returnTo,
    stepId: base64url.encode(crypto.getRandomValues(new Uint8Array(16))),
    pendingAuthenticationToken: required.pendingAuthenticationToken,
    step: required.step,
    expiresAtMs: nowMs + stepLifetimeMs,
  };
}

export async function sealHeldSignIn(sealer: Sealer, held: HeldSignIn): Promise<string> {
  // Parsed on its way in as well: what the page is told of the step, names of organizations for one, has no place in a cookie.
  return await sealer.seal("sign-in-step", v.parse(heldSchema, { version: 1, ...held }));
}

/** The sign-in in a cookie's value, expired ones included; null for anything that the function did not seal for this. */
export async function openHeldSignIn(sealer: Sealer, sealed: string): Promise<HeldSignIn | null> {
  const result = v.safeParse(heldSchema, await sealer.open("sign-in-step", sealed));
  if (!result.success) return null;
  const { version: _, email: sealedEmail, ...rest } = result.output;
  const email: EmailAddress | null = parseEmailAddress(sealedEmail);
  return email === null ? null : { ...rest, email };
}

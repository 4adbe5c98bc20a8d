import type { RequiredStep, SignInStep } from "../../../contract/sign-in-step.ts";
import { beginCounts } from "../../core/counters/limits.ts";
import { defineFeature } from "../../core/feature/feature.ts";
import type { WonChallenge } from "../../core/feature/issuer.ts";
import type { Context } from "../../core/http/context.ts";
import { continueSignIn, type SignInStepsParts } from "./continue-sign-in.ts";
import { buildHeldSignIn, createStepCookie } from "./held-sign-in.ts";
import { stepLifetimeSeconds, stepLimits } from "./limits.ts";
import { createWorkosStepCalls } from "./workos-step-calls.ts";
import { readWorkosStep, type WorkosStep } from "./workos-step.ts";

/**
 * The steps that WorkOS may require after a correct code: an organization to choose, a second factor, an address to confirm.
 * Without this feature the person continues on WorkOS's hosted page.
 */
export const signInSteps = defineFeature<SignInStepsParts>({
  name: "sign-in-steps",
  calls: [continueSignIn],
  configure: () => (core) => ({
    core,
    cookie: createStepCookie(core),
    workos: createWorkosStepCalls(core.workos),
  }),
  signInSteps: (parts) => ({
    find: (refusal) => {
      const required = readWorkosStep(refusal);
      return required && (async (context, won) => await askForStep(parts, context, won, required));
    },
    discard: (context) => parts.cookie.clear(context),
  }),
});

/** Answers with the step; a cookie that replaces the challenge keeps what is needed to continue. */
async function askForStep(
  { core, cookie }: SignInStepsParts,
  context: Context,
  won: WonChallenge,
  required: WorkosStep,
): Promise<Response> {
  const held = buildHeldSignIn(won, required, core.now());
  await beginCounts([core.limit(stepLimits.attemptsPerStep)], held.stepId);
  core.challengeCookie.clear(context);
  await cookie.write(context, held, stepLifetimeSeconds);
  const answer: RequiredStep = {
    step: describeStep(required.step, won),
    email: won.email,
    expiresInSeconds: stepLifetimeSeconds,
  };
  return context.json(answer);
}

/** The step as sent to the page, without factor ids and without the token. */
function describeStep(step: WorkosStep["step"], won: WonChallenge): SignInStep {
  if (step.kind === "totp") return { kind: "totp" };
  if (step.kind === "verify_email") return { kind: "verify_email", email: step.email ?? won.email };
  return { ...step, organizations: step.organizations.map(({ id, name }) => ({ id, name })) };
}

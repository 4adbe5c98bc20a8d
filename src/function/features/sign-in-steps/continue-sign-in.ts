import { apiPaths } from "../../../contract/api-paths.ts";
import { emailAddressKey, isExpectedEmail } from "../../../contract/email-address.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import {
  type ContinueSignInRequest,
  continueSignInRequestSchema,
  parseContinueSignInRequest,
} from "../../../contract/sign-in-step.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../../core/counters/limits.ts";
import { limitTable } from "../../core/counters/limit-table.ts";
import { type Call, codeFailures, requiredStepSuccess, sessionSuccess } from "../../core/feature/call.ts";
import type { Core } from "../../core/feature/core.ts";
import { answerRefusal } from "../../core/feature/refusal.ts";
import type { SealedCookie } from "../../core/feature/sealed-cookie.ts";
import type { Context, Handler } from "../../core/http/context.ts";
import { answerProblem } from "../../core/http/problem-answer.ts";
import { readSignInOutcome } from "../../core/workos-issuer/sign-in-outcome.ts";
import type { HeldSignIn } from "./held-sign-in.ts";
import { stepLimits } from "./limits.ts";
import type { StepAnswer, WorkosStepCalls } from "./workos-step-calls.ts";

/** What the feature works with. */
export type SignInStepsParts = { core: Core; cookie: SealedCookie<HeldSignIn>; workos: WorkosStepCalls };

/**
 * The session or the next step, for the correct answer to a step in the browser that typed the code.
 *
 * Every attempt is counted before WorkOS is asked, and guesses at a code also per account: otherwise an attacker who can read
 * the mailbox could brute-force the second factor over many sign-ins. An attempt that WorkOS didn't compare is given back.
 */
export const continueSignIn: Call<SignInStepsParts> = {
  name: "continueSignIn",
  method: "POST",
  path: apiPaths.continueSignIn,
  access: null,
  summary: "Answers the step that WorkOS requires after a correct code.",
  request: continueSignInRequestSchema,
  cookies: ["portico-step", "portico-device"],
  clientLimit: limitTable.triesPerClient,
  limits: [stepLimits.attemptsPerStep, stepLimits.wrongStepCodesPerAccount],
  successes: [sessionSuccess, requiredStepSuccess],
  failures: [...codeFailures, "no_step", "step_expired", "wrong_totp", "organization_refused"],
  handle,
};

function handle({ core, cookie, workos }: SignInStepsParts): Handler {
  /** The sign-in that this browser can continue, or why there is none. */
  const findHeld = async (context: Context): Promise<HeldSignIn | FailureCode> => {
    const held = await cookie.read(context);
    if (held === null) return "no_step";
    if (held.expiresAtMs <= core.now()) return "step_expired";
    // Its attempts were counted in a store that has since been emptied.
    if (held.incarnation !== (await core.counterStore.readStoreId())) return "no_step";
    const used = await findUsedUpWindow(core.limit(limitTable.usesPerChallenge), held.challengeId);
    return used === null ? held : "no_step";
  };

  const answerEnded = (context: Context, failureCode: FailureCode): Response => {
    cookie.clear(context);
    return answerProblem(context, failureCode);
  };

  return async (context) => {
    const request = parseContinueSignInRequest(context.body);
    if (request === null) return answerProblem(context, "invalid_request");
    const held = await findHeld(context);
    if (typeof held === "string") return answerEnded(context, held);
    if (!isExpectedEmail(request.expectedEmail, held.email))
      return answerProblem(context, "sign_in_replaced");
    const answer = matchAnswer(held, request);
    if (answer === null) return answerProblem(context, "invalid_request");

    const attempt = await countUse(core.limit(stepLimits.attemptsPerStep), held.stepId);
    if (attempt.kind === "exceeded")
      return await answerRefusal(core, context, held.email, {
        failureCode: "too_many_attempts",
        wasCompared: false,
      });
    const guesses = core.limit(stepLimits.wrongStepCodesPerAccount);
    const guess =
      answer.kind === "choose_organization" ? null : ([guesses, emailAddressKey(held.email)] as const);
    if (guess !== null && (await countUse(...guess)).kind === "exceeded") {
      // WorkOS's hosted page has its own limits; here the user would have to wait up to a day.
      return await answerRefusal(core, context, held.email, {
        failureCode: "continue_with_workos",
        wasCompared: false,
      });
    }
    const forgiveGuess = async (): Promise<void> => {
      if (guess !== null) await giveBackUse(...guess);
    };

    const browser = core.readBrowser(context.request.headers);
    const result = await workos.continueSignIn(held.pendingAuthenticationToken, answer, browser);
    if (result.kind === "sign_in_ended") {
      await forgiveGuess();
      return answerEnded(context, "step_expired");
    }
    if (result.kind === "organization_refused")
      return await answerRefusal(core, context, held.email, { failureCode: result.kind, wasCompared: false });
    const outcome = readSignInOutcome(core, context, held, result, "no_step");
    switch (outcome.kind) {
      case "unavailable":
        await Promise.all([giveBackUse(core.limit(stepLimits.attemptsPerStep), held.stepId), forgiveGuess()]);
        return outcome.answer();
      case "right":
        await forgiveGuess();
        return await outcome.finish();
      case "wrong":
        return await answerRefusal(core, context, held.email, {
          failureCode: answer.kind === "totp" ? "wrong_totp" : "wrong_one_time_code",
          wasCompared: true,
          attemptsLeft: attempt.usesLeft,
        });
      case "refused":
        return await answerRefusal(core, context, held.email, {
          failureCode: outcome.failureCode,
          wasCompared: comparedCodes.has(outcome.failureCode),
        });
      default:
        return outcome satisfies never;
    }
  };
}

/** Refusals that WorkOS returns after comparing a code. */
const comparedCodes: ReadonlySet<FailureCode> = new Set(["one_time_code_expired", "too_many_attempts"]);

/** The answer for WorkOS, or null when the request answers a different step than the pending one. */
function matchAnswer({ step }: HeldSignIn, request: ContinueSignInRequest): StepAnswer | null {
  if (request.kind !== step.kind) return null;
  if (request.kind !== "totp") return request;
  return step.kind === "totp" ? { ...request, authenticationFactorId: step.authenticationFactorId } : null;
}

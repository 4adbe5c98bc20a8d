import type { Context, Handler } from "hono";

import { emailAddressKey } from "../../../contract/email-address.ts";
import type { FailureCode } from "../../../contract/failure.ts";
import { type ContinueSignInRequest, parseContinueSignInRequest } from "../../../contract/sign-in-step.ts";
import { answerProblem } from "../answers/problem-answer.ts";
import { answerWorkosFailure } from "../answers/workos-failure-answer.ts";
import type { ReadBrowser } from "../client-address/read-browser.ts";
import type { Cookies } from "../cookies/cookies.ts";
import { countUse, findUsedUpWindow, giveBackUse } from "../counters/count-limit.ts";
import type { Limits } from "../counters/limits.ts";
import type { EmitEvent } from "../events/auth-event.ts";
import type { FunctionContext } from "../function-context.ts";
import type { FingerprintEmail } from "../logging/email-fingerprint.ts";
import type { Sealer } from "../sealing/sealer.ts";
import type { WorkosApi } from "../workos/workos-api.ts";
import type { WorkosBreaker } from "../workos/workos-breaker.ts";
import { isWorkosFailure } from "../workos/workos-error.ts";
import type { StepAnswer } from "../workos/workos-sign-in-calls.ts";
import { type HeldSignIn, openHeldSignIn } from "./held-sign-in.ts";
import type { WorkosSignIn } from "./workos-sign-in.ts";

/**
 * `POST /api/email-code/continue`: the session, or the next step, for the right answer to a step in the browser that typed the code.
 *
 * Every try is counted before WorkOS is asked, and those at a code by account too: otherwise somebody who reads the mailbox could guess at
 * the second factor with one sign-in after another. A try that WorkOS didn't compare is given back.
 */
export function continueSignIn(parts: {
  sealer: Sealer;
  cookies: Cookies;
  limits: Limits;
  readIncarnation: () => Promise<string>;
  breaker: WorkosBreaker;
  workos: WorkosApi;
  workosSignIn: WorkosSignIn;
  fingerprintEmail: FingerprintEmail;
  emit: EmitEvent;
  readBrowser: ReadBrowser;
  now: () => number;
}): Handler<FunctionContext> {
  const { breaker, limits } = parts;

  /** The sign-in that this browser may go on with, or why there is none. */
  const findHeld = async (
    context: Context<FunctionContext>,
  ): Promise<{ kind: "held"; held: HeldSignIn } | { kind: "no_step" | "step_expired" }> => {
    const sealed = parts.cookies.read(context, "portico-step");
    const held = sealed === null ? null : await openHeldSignIn(parts.sealer, sealed);
    if (held === null) return { kind: "no_step" };
    if (held.expiresAtMs <= parts.now()) return { kind: "step_expired" };
    // Its tries were counted in a store that has been emptied since.
    if (held.incarnation !== (await parts.readIncarnation())) return { kind: "no_step" };
    const used = await findUsedUpWindow(limits.usesPerChallenge, held.challengeId);
    return used === null ? { kind: "held", held } : { kind: "no_step" };
  };

  const answerRefused = async (
    context: Context<FunctionContext>,
    { email }: HeldSignIn,
    failureCode: FailureCode,
    wasCompared: boolean,
    more: { attemptsLeft?: number } = {},
  ): Promise<Response> => {
    const emailFingerprint = await parts.fingerprintEmail(email);
    parts.emit({ event: "sign_in_refused", failureCode, emailFingerprint, wasCompared });
    return answerProblem(context, failureCode, more);
  };

  const answerEnded = (
    context: Context<FunctionContext>,
    failureCode: "no_step" | "step_expired",
  ): Response => {
    parts.cookies.clear(context, "portico-step");
    return answerProblem(context, failureCode);
  };

  return async (context) => {
    const request = parseContinueSignInRequest(context.get("body"));
    if (request === null) return answerProblem(context, "invalid_request");
    const found = await findHeld(context);
    if (found.kind !== "held") return answerEnded(context, found.kind);
    const { held } = found;
    const answer = matchAnswer(held, request);
    if (answer === null) return answerProblem(context, "invalid_request");

    const attempt = await countUse(limits.attemptsPerStep, held.stepId);
    if (attempt.kind === "exceeded") return await answerRefused(context, held, "too_many_attempts", false);
    const accountKey = emailAddressKey(held.email);
    const isGuess = answer.kind !== "choose_organization";
    if (isGuess && (await countUse(limits.wrongStepCodesPerAccount, accountKey)).kind === "exceeded") {
      // WorkOS's own page counts in its own way; waiting here for a day would be no way on.
      return await answerRefused(context, held, "continue_with_workos", false);
    }
    const forgiveGuess = async (): Promise<void> => {
      if (isGuess) await giveBackUse(limits.wrongStepCodesPerAccount, accountKey);
    };
    const giveBackAttempt = async (): Promise<void> => {
      await Promise.all([giveBackUse(limits.attemptsPerStep, held.stepId), forgiveGuess()]);
    };

    const browser = parts.readBrowser(context.req.raw.headers);
    const result = await parts.workos.continueSignIn(held.pendingAuthenticationToken, answer, browser);
    if (!isWorkosFailure(result)) breaker.recordAnswer();
    switch (result.kind) {
      case "unreachable":
      case "credentials_refused":
        breaker.recordToldFailure(result);
        await giveBackAttempt();
        return answerWorkosFailure(context, result);
      case "rate_limited":
        await giveBackAttempt();
        return answerProblem(context, "too_many_requests", {
          retryAfterSeconds: result.retryAfterSeconds ?? 60,
        });
      case "authenticated":
        await forgiveGuess();
        return await parts.workosSignIn.finish(context, held, result.session, "no_step");
      case "step_required":
        await forgiveGuess();
        return await parts.workosSignIn.askForStep(context, held, result.required);
      case "sign_in_ended":
        await forgiveGuess();
        return answerEnded(context, "step_expired");
      case "wrong_one_time_code":
        return await answerRefused(
          context,
          held,
          answer.kind === "totp" ? "wrong_totp" : "wrong_one_time_code",
          true,
          { attemptsLeft: attempt.usesLeft },
        );
      case "one_time_code_expired":
      case "too_many_attempts":
        return await answerRefused(context, held, result.kind, true);
      case "organization_refused":
      case "sso_required":
      case "sign_up_not_allowed":
      case "invitation_not_found":
      case "invitation_other_address":
        return await answerRefused(context, held, result.kind, false);
      case "more_steps_required":
        return await answerRefused(context, held, "continue_with_workos", false);
      default:
        return result satisfies never;
    }
  };
}

/** The answer for WorkOS, or null where the request answers another step than the one that the sign-in waits for. */
function matchAnswer({ step }: HeldSignIn, request: ContinueSignInRequest): StepAnswer | null {
  switch (request.kind) {
    case "choose_organization":
      return step.kind === "choose_organization" ? request : null;
    case "totp":
      return step.kind === "totp"
        ? { ...request, authenticationFactorId: step.authenticationFactorId }
        : null;
    case "verify_email":
      return step.kind === "verify_email" ? request : null;
    default:
      return request satisfies never;
  }
}

import type { Core } from "../feature/core.ts";
import type { CodeCheck, WonChallenge } from "../feature/issuer.ts";
import type { Context } from "../http/context.ts";
import { answerProblem } from "../http/problem-answer.ts";
import { answerWorkosFailure } from "../workos/workos-error.ts";
import type { SignInResult } from "../workos/sign-in-result.ts";
import { finishWorkosSignIn } from "./workos-sign-in.ts";

const defaultRetryAfterSeconds = 60;

/** The outcome of a code or a step. */
export function readSignInOutcome(
  core: Core,
  context: Context,
  won: WonChallenge,
  result: SignInResult,
  spentCode: "no_challenge" | "no_step",
): CodeCheck {
  switch (result.kind) {
    case "unreachable":
    case "credentials_refused":
      return {
        kind: "unavailable",
        failureCode: "workos_unreachable",
        answer: () => answerWorkosFailure(context, result),
      };
    case "rate_limited": {
      const retryAfterSeconds = result.retryAfterSeconds ?? defaultRetryAfterSeconds;
      return {
        kind: "unavailable",
        failureCode: "too_many_requests",
        answer: () => answerProblem(context, "too_many_requests", { retryAfterSeconds }),
      };
    }
    case "authenticated":
      return {
        kind: "right",
        finish: async () => await finishWorkosSignIn(core, context, won, result.session, spentCode),
      };
    case "refused": {
      const askForStep = core.signInSteps.map(({ find }) => find(result)).find((ask) => ask !== null);
      if (askForStep) return { kind: "right", finish: async () => await askForStep(context, won) };
      // 404 and 422 mean that the address got no mail; an answer unlike a wrong code's would reveal that (account enumeration).
      return result.status === 404 || result.status === 422
        ? { kind: "wrong", wasCompared: true }
        : { kind: "refused", failureCode: "continue_with_workos" };
    }
    case "wrong_one_time_code":
      return { kind: "wrong", wasCompared: true };
    case "one_time_code_expired":
    case "too_many_attempts":
    case "sign_up_not_allowed":
    case "sso_required":
    case "invitation_not_found":
    case "invitation_other_address":
      return { kind: "refused", failureCode: result.kind };
    default:
      return result satisfies never;
  }
}

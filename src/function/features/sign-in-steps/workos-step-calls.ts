import * as v from "valibot";

import type { OneTimeCode } from "../../../contract/email-code.ts";
import { isWorkosId, toPathSegment } from "../../../contract/path-segment.ts";
import type { BrowserDescription } from "../../core/http/client-address.ts";
import type { WorkosAnswer } from "../../core/workos/call-workos.ts";
import { readSignInResult, type SignInResult } from "../../core/workos/sign-in-result.ts";
import type { WorkosApi } from "../../core/workos/workos-api.ts";
import type { WorkosRefusal } from "../../core/workos/workos-error.ts";
import type { WorkosSession } from "../../core/workos/workos-session.ts";

export type ContinueSignInResult =
  | SignInResult
  /** WorkOS no longer keeps the sign-in: its ten minutes are over, or it continued elsewhere. */
  | { kind: "sign_in_ended" }
  | { kind: "organization_refused" };

/** The answer to a sign-in's pending step. */
export type StepAnswer =
  | { kind: "choose_organization"; organizationId: string }
  | { kind: "totp"; authenticationFactorId: string; totp: OneTimeCode }
  | { kind: "verify_email"; oneTimeCode: OneTimeCode };

export type WorkosStepCalls = ReturnType<typeof createWorkosStepCalls>;

/** The calls that lead from a pending step to a session. */
export function createWorkosStepCalls({ call, authenticate }: Pick<WorkosApi, "call" | "authenticate">) {
  const answerStep = async (
    pending: { pending_authentication_token: string },
    answer: StepAnswer,
    browser: BrowserDescription,
  ): Promise<WorkosAnswer<WorkosSession>> => {
    switch (answer.kind) {
      case "choose_organization":
        return await authenticate("choose_organization", "organization-selection", browser, {
          ...pending,
          organization_id: answer.organizationId,
        });
      case "totp": {
        // A new challenge for each attempt, because WorkOS refuses one that was answered; app codes don't depend on it.
        const factorId = toPathSegment(answer.authenticationFactorId);
        const challenge = await call(
          "challenge_factor",
          { method: "POST", path: `/auth/factors/${factorId}/challenge`, body: {} },
          v.object({ id: v.string() }),
        );
        if (challenge.kind !== "answered") return challenge;
        return await authenticate("verify_totp", "mfa-totp", browser, {
          ...pending,
          authentication_challenge_id: challenge.answer.id,
          code: answer.totp,
        });
      }
      case "verify_email":
        return await authenticate("verify_email", "email-verification:code", browser, {
          ...pending,
          code: answer.oneTimeCode,
        });
      default:
        return answer satisfies never;
    }
  };

  return {
    continueSignIn: async (
      pendingAuthenticationToken: string,
      answer: StepAnswer,
      browser: BrowserDescription,
    ): Promise<ContinueSignInResult> => {
      if (answer.kind === "choose_organization" && !isWorkosId(answer.organizationId))
        return { kind: "organization_refused" };
      const pending = { pending_authentication_token: pendingAuthenticationToken };
      const result = await answerStep(pending, answer, browser);
      return result.kind === "refused" ? readStepRefusal(result, answer.kind) : readSignInResult(result);
    },
  };
}

function readStepRefusal(refusal: WorkosRefusal, kind: StepAnswer["kind"]): ContinueSignInResult {
  const { workosErrorCode, status } = refusal;
  if (workosErrorCode === "invalid_pending_authentication_token" || workosErrorCode === "user_mismatch") {
    return { kind: "sign_in_ended" };
  }
  const isRefusedOrganization =
    status === 404 || status === 422 || (workosErrorCode?.startsWith("invalid_organization") ?? false);
  if (kind === "choose_organization" && isRefusedOrganization) return { kind: "organization_refused" };
  // The factor was deleted, or belongs to no user any more.
  if (kind === "totp" && status === 404) return { kind: "sign_in_ended" };
  const result = readSignInResult(refusal);
  // An app's code isn't mailed again: the next one is half a minute away.
  return kind === "totp" && result.kind === "one_time_code_expired"
    ? { kind: "wrong_one_time_code" }
    : result;
}

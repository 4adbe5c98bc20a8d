import type { EmailAddress } from "../../../contract/email-address.ts";
import type { OneTimeCode } from "../../../contract/email-code.ts";
import type { BrowserDescription } from "../http/client-address.ts";
import { type CallWorkos, describeBrowser } from "./call-workos.ts";
import { malformedAnswer, type WorkosFailure, type WorkosRefusal } from "./workos-error.ts";
import { parseWorkosSession, type WorkosSession } from "./workos-session.ts";
import { readWorkosStep, type WorkosStep } from "./workos-step.ts";

export type VerifyOneTimeCodeResult =
  | { kind: "authenticated"; session: WorkosSession }
  /** The code was correct, but WorkOS requires a further step before the session. */
  | { kind: "step_required"; required: WorkosStep }
  | {
      /**
       * `invitation_not_found`: the invitation sent with the code has ended or never existed. `more_steps_required`: WorkOS
       * requires something that only its hosted pages offer (another method, enrolling a factor, …).
       */
      kind:
        | "wrong_one_time_code"
        | "one_time_code_expired"
        | "too_many_attempts"
        | "sign_up_not_allowed"
        | "sso_required"
        | "invitation_not_found"
        | "invitation_other_address"
        | "more_steps_required";
    }
  | WorkosFailure;

export type ContinueSignInResult =
  | VerifyOneTimeCodeResult
  /** WorkOS no longer keeps the sign-in: its ten minutes are over, or it continued elsewhere. */
  | { kind: "sign_in_ended" }
  | { kind: "organization_refused" };

/** The answer to a sign-in's pending step. */
export type StepAnswer =
  | { kind: "choose_organization"; organizationId: string }
  | { kind: "totp"; authenticationFactorId: string; totp: OneTimeCode }
  | { kind: "verify_email"; oneTimeCode: OneTimeCode };

type Answered = { kind: "answered"; answer: unknown } | WorkosFailure | WorkosRefusal;

/** The calls that lead from a mailed code to a session. */
export function createWorkosSignInCalls(call: CallWorkos) {
  const answerStep = async (
    pendingAuthenticationToken: string,
    answer: StepAnswer,
    browser: BrowserDescription,
  ): Promise<Answered> => {
    const held = { pendingAuthenticationToken, ...describeBrowser(browser) };
    switch (answer.kind) {
      case "choose_organization": {
        const { organizationId } = answer;
        return await call("choose_organization", (workos) =>
          workos.userManagement.authenticateWithOrganizationSelection({ ...held, organizationId }),
        );
      }
      case "totp": {
        const { authenticationFactorId, totp } = answer;
        return await call("verify_totp", async (workos) => {
          // A new challenge for each attempt, because WorkOS refuses one that was answered; app codes don't depend on it.
          const challenge = await workos.multiFactorAuth.challengeFactor({ authenticationFactorId });
          return await workos.userManagement.authenticateWithTotp({
            ...held,
            authenticationChallengeId: challenge.id,
            code: totp,
          });
        });
      }
      case "verify_email": {
        const { oneTimeCode } = answer;
        return await call("verify_email", (workos) =>
          workos.userManagement.authenticateWithEmailVerification({ ...held, code: oneTimeCode }),
        );
      }
      default:
        return answer satisfies never;
    }
  };

  return {
    verifyOneTimeCode: async (
      email: EmailAddress,
      oneTimeCode: OneTimeCode,
      browser: BrowserDescription,
      invitationToken: string | null,
    ): Promise<VerifyOneTimeCodeResult> => {
      const result = await call("verify_one_time_code", (workos) =>
        workos.userManagement.authenticateWithMagicAuth({
          email,
          code: oneTimeCode,
          ...(invitationToken === null ? {} : { invitationToken }),
          ...describeBrowser(browser),
        }),
      );
      return result.kind === "refused" ? readRefusal(result) : readAnswered(result);
    },

    continueSignIn: async (
      pendingAuthenticationToken: string,
      answer: StepAnswer,
      browser: BrowserDescription,
    ): Promise<ContinueSignInResult> => {
      const result = await answerStep(pendingAuthenticationToken, answer, browser);
      return result.kind === "refused" ? readStepRefusal(result, answer.kind) : readAnswered(result);
    },
  };
}

function readAnswered(result: Exclude<Answered, WorkosRefusal>): VerifyOneTimeCodeResult {
  if (result.kind !== "answered") return result;
  const session = parseWorkosSession(result.answer);
  return session === null ? malformedAnswer : { kind: "authenticated", session };
}

type Refused = Exclude<
  VerifyOneTimeCodeResult,
  WorkosFailure | { kind: "authenticated" } | { kind: "step_required" }
>;

/** `invalid_code` and `expired_code` are the spellings of WorkOS's emulator. */
const refusals = new Map<string | null, Refused["kind"]>([
  ["invalid_one_time_code", "wrong_one_time_code"],
  ["invalid_credentials", "wrong_one_time_code"],
  ["invalid_grant", "wrong_one_time_code"],
  ["invalid_code", "wrong_one_time_code"],
  ["one_time_code_expired", "one_time_code_expired"],
  ["one_time_code_previously_used", "one_time_code_expired"],
  ["expired_code", "one_time_code_expired"],
  ["one_time_code_too_many_attempts", "too_many_attempts"],
  ["sign_up_not_allowed", "sign_up_not_allowed"],
  ["sso_required", "sso_required"],
  ["invitation_invalid", "invitation_not_found"],
  ["invitation_cannot_be_used_for_email", "invitation_other_address"],
]);

function readRefusal(refusal: WorkosRefusal): VerifyOneTimeCodeResult {
  const kind = refusals.get(refusal.workosErrorCode);
  if (kind !== undefined) return { kind };
  const required = readWorkosStep(refusal);
  if (required !== null) return { kind: "step_required", required };
  // 404 and 422 mean that the address got no mail; an answer unlike a wrong code's would reveal that (account enumeration).
  return refusal.status === 404 || refusal.status === 422
    ? { kind: "wrong_one_time_code" }
    : { kind: "more_steps_required" };
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
  const result = readRefusal(refusal);
  // An app's code isn't mailed again: the next one is half a minute away.
  return kind === "totp" && result.kind === "one_time_code_expired"
    ? { kind: "wrong_one_time_code" }
    : result;
}

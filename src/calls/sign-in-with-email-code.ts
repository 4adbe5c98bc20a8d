import { createBrowserStorage } from "../config/browser-storage.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { parseEmailAddress } from "../contract/email-address.ts";
import {
  parseOneTimeCode,
  parseSendEmailCodeAnswer,
  type SendEmailCodeAnswer,
} from "../contract/email-code.ts";
import { callFunction } from "../contract/function-call.ts";
import { parsePairingCode } from "../contract/pairing-code.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { parseSignInAnswer, type SignInStep } from "../contract/sign-in-step.ts";
import { type SessionStore } from "../session/session-store.ts";
import { forgetPendingSignIn, writePendingSignIn } from "../sign-in/pending-sign-in.ts";
import { buildRequiredStep } from "../sign-in/required-step-state.ts";
import { methodStep, reduceSignIn } from "../sign-in/sign-in-state.ts";
import { resolveRedirectTo } from "./redirect-to.ts";
import {
  buildFailure,
  buildFunctionFailure,
  buildSuccess,
  type SignInFailureCode,
  type SignInResponse,
} from "./sign-in-response.ts";
import { untilSignedIn } from "./until-signed-in.ts";

const sessionStorageArea = createBrowserStorage("sessionStorage");

/**
 * Asks the function to mail a code, and a link where it mails links; it answers alike whether the address has an account or not.
 * @param options.leavesForCodeStep whether the person types the code on the sign-in page, which then opens at that step
 * @param options.needsLink whether a mail that holds no link is of no use to the caller
 */
export async function askForEmailCode(
  typedEmail: string | undefined,
  redirectTo: ReturnTo,
  options: { leavesForCodeStep: boolean; needsLink: boolean },
): Promise<SignInResponse> {
  const email = parseEmailAddress(typedEmail);
  if (email === null) return buildFailure("invalid_email");
  const body = { email, returnTo: redirectTo };
  const result = await callFunction(apiPaths.sendEmailCode, body, parseSendEmailCodeAnswer);
  if (!result.ok) return buildFunctionFailure(result.failure);
  if (options.leavesForCodeStep) writeCodeStep(email, result.value);
  return options.needsLink && !result.value.mayHoldLink
    ? buildFailure("provider_not_available")
    : buildSuccess(redirectTo);
}

/**
 * Verifies the typed code, the mailed one or what a link showed on another device, and takes the session. Where WorkOS asks for a
 * step behind the code, the failure is called by it, and the sign-in page opens at that step.
 * @param redirectTo as the caller gave it; without one the person lands where the code was asked for
 */
export async function verifyEmailCode(
  store: SessionStore,
  typedCode: string,
  redirectTo: string | undefined,
): Promise<SignInResponse> {
  const code = parseOneTimeCode(typedCode) ?? parsePairingCode(typedCode);
  // Not sent: the function would count it as one of the five tries.
  if (code === null) return buildFailure("wrong_one_time_code");
  const result = await callFunction(apiPaths.verifyEmailCode, { code }, parseSignInAnswer);
  if (!result.ok) return buildFunctionFailure(result.failure);
  if (result.value.kind === "step_required") {
    const { required } = result.value;
    const nowMs = Date.now();
    const expiresAtMs = nowMs + required.expiresInSeconds * 1000;
    writePendingSignIn(sessionStorageArea, buildRequiredStep(required, { attempt: 1, nowMs, expiresAtMs }));
    return buildFailure(stepFailureCodes[required.step.kind]);
  }
  const { session } = result.value;
  const landingPath = resolveRedirectTo(redirectTo ?? session.returnTo ?? undefined);
  forgetPendingSignIn(sessionStorageArea);
  store.adoptEmailSession(session);
  await untilSignedIn(store);
  return buildSuccess(landingPath);
}

/** The steps in WorkOS's words. */
const stepFailureCodes = {
  choose_organization: "organization_selection_required",
  totp: "mfa_challenge",
  verify_email: "email_verification_required",
} as const satisfies Record<SignInStep["kind"], SignInFailureCode>;

/** The code step in the form in which the sign-in page finds it after a reload. */
function writeCodeStep(email: string, answer: SendEmailCodeAnswer): void {
  const { resendAfterSeconds, expiresInSeconds, mayHoldLink } = answer;
  const nowMs = Date.now();
  const attempt = 1;
  const chosen = reduceSignIn(methodStep, { type: "emailCodeChosen", email });
  const sending = reduceSignIn(chosen, { type: "sendBegun", attempt });
  const accepted = reduceSignIn(sending, {
    type: "sendAccepted",
    attempt,
    email,
    nowMs,
    resendAtMs: nowMs + resendAfterSeconds * 1000,
    expiresAtMs: nowMs + expiresInSeconds * 1000,
    mayHoldLink,
  });
  writePendingSignIn(sessionStorageArea, accepted);
}

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseEmailAddress } from "../../contract/email-address.ts";
import { parseOneTimeCode, parseSendEmailCodeAnswer } from "../../contract/email-code.ts";
import { callFunction } from "../../contract/function-call.ts";
import { parsePairingCode } from "../../contract/pairing-code.ts";
import { parseSignInAnswer, type SignInStep } from "../../contract/sign-in-step.ts";
import { type SignInRequest, type SignInResult, type WayFailureCode } from "../way-in.ts";
import { forgetPendingSignIn, writePendingSignIn } from "./pending-sign-in.ts";
import { buildRequiredStep } from "./required-step-state.ts";
import { buildAcceptedCode, buildCodeStep } from "./sign-in-state.ts";

const sessionStorageArea = createBrowserStorage("sessionStorage");

/**
 * The result of `signIn("email-code")` or `signIn("email-link")`: without a code it requests the mail, with one it verifies the code.
 * @param options.needsLink whether a mail without a link is useless to the caller
 */
export function signInWithEmailCode(
  request: SignInRequest,
  options: { needsLink?: boolean } = {},
): Promise<SignInResult> {
  const { oneTimeCode } = request;
  return oneTimeCode === undefined
    ? send(request, options.needsLink === true)
    : verify(oneTimeCode, request.email);
}

async function send(request: SignInRequest, needsLink: boolean): Promise<SignInResult> {
  const email = parseEmailAddress(request.email);
  if (email === null) return { ok: false, failure: "invalid_email" };
  const body = { email, returnTo: request.redirectTo };
  const result = await callFunction(apiPaths.sendEmailCode, body, parseSendEmailCodeAnswer);
  if (!result.ok) return result;
  if (request.opensSignInPage) {
    const accepted = buildAcceptedCode(email, result.value, Date.now());
    writePendingSignIn(sessionStorageArea, buildCodeStep(accepted, { attempt: 1, sentCount: 1 }));
  }
  return needsLink && !result.value.mayHoldLink
    ? { ok: false, failure: "provider_not_available" }
    : { ok: true, session: null };
}

/** If WorkOS requires another step, the failure code names it and the sign-in page opens at that step. */
async function verify(typedCode: string, typedEmail: string | undefined): Promise<SignInResult> {
  const oneTimeCode = parseOneTimeCode(typedCode) ?? parsePairingCode(typedCode);
  // Not sent, because the function would count it as one of the five tries.
  if (oneTimeCode === null) return { ok: false, failure: "wrong_one_time_code" };
  const expectedEmail = parseEmailAddress(typedEmail) ?? undefined;
  const body = { code: oneTimeCode, expectedEmail };
  const result = await callFunction(apiPaths.verifyEmailCode, body, parseSignInAnswer);
  if (!result.ok) return result;
  if (result.value.kind === "step_required") {
    const { required } = result.value;
    const nowMs = Date.now();
    const expiresAtMs = nowMs + required.expiresInSeconds * 1000;
    writePendingSignIn(sessionStorageArea, buildRequiredStep(required, { attempt: 1, nowMs, expiresAtMs }));
    return { ok: false, failure: stepFailureCodes[required.step.kind] };
  }
  forgetPendingSignIn(sessionStorageArea);
  return { ok: true, session: result.value.session };
}

/** WorkOS's names for the steps. */
const stepFailureCodes = {
  choose_organization: "organization_selection_required",
  totp: "mfa_challenge",
  verify_email: "email_verification_required",
} as const satisfies Record<SignInStep["kind"], WayFailureCode>;

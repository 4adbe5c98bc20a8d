import { createBrowserStorage } from "../config/browser-storage.ts";
import { parseEmailAddress } from "../contract/email-address.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { buildSentStep } from "../sign-in/magic-link-send-state.ts";
import { writePendingMagicLink } from "../sign-in/pending-magic-link.ts";
import { sendMagicLink } from "../sign-in/send-magic-link.ts";
import { buildFailure, buildFunctionFailure, buildSuccess, type SignInResponse } from "./sign-in-response.ts";

const sessionStorageArea = createBrowserStorage("sessionStorage");

/**
 * Asks the function for a Magic Link; it answers alike whether the address has an account or not.
 * @param leavesForSignInPage whether the person waits on the sign-in page, which then says that the link is on its way
 */
export async function askForMagicLink(
  typedEmail: string | undefined,
  redirectTo: ReturnTo,
  leavesForSignInPage: boolean,
): Promise<SignInResponse> {
  const email = parseEmailAddress(typedEmail);
  if (email === null) return buildFailure("invalid_email");
  const result = await sendMagicLink(email, redirectTo);
  if (!result.ok) {
    const { failure } = result;
    // Off by default: the function then has no such call.
    const isOff = failure.kind === "problem" && failure.problem.code === "not_found";
    return isOff ? buildFailure("provider_not_available") : buildFunctionFailure(failure);
  }
  if (leavesForSignInPage) writePendingMagicLink(sessionStorageArea, buildSentStep(result.accepted, 0, 1));
  return buildSuccess(redirectTo);
}

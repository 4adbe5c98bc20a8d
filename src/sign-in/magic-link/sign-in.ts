import { createBrowserStorage } from "../../config/browser-storage.ts";
import { parseEmailAddress } from "../../contract/email-address.ts";
import { type SignInRequest, type SignInResult } from "../way-in.ts";
import { writePendingMagicLink } from "./pending.ts";
import { buildSentStep } from "./send-state.ts";
import { sendMagicLink } from "./send.ts";

const ownTab = createBrowserStorage("sessionStorage");

/** The result of `signIn("magic-link")`, which requests a link; it is the same whether or not the address has an account. */
export async function signInWithMagicLink(request: SignInRequest): Promise<SignInResult> {
  const email = parseEmailAddress(request.email);
  if (email === null) return { ok: false, failure: "invalid_email" };
  const result = await sendMagicLink(email, request.redirectTo);
  if (!result.ok) {
    const { failure } = result;
    // Without Magic Link, the function has no such call.
    const isOff = failure.kind === "problem" && failure.problem.code === "not_found";
    return { ok: false, failure: isOff ? "provider_not_available" : failure };
  }
  if (request.opensSignInPage) writePendingMagicLink(ownTab, buildSentStep(result.accepted, 0, 1));
  return { ok: true, session: null };
}

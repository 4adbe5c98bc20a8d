import { createBrowserStorage } from "../../config/browser-storage.ts";
import { type EmailAddress } from "../../contract/email-address.ts";
import { callFunction, type FunctionFailure } from "../../contract/function-call.ts";
import { magicLinkPaths, parseSendMagicLinkAnswer } from "../../function/features/magic-link/contract.ts";
import { type ReturnTo } from "../../contract/return-to.ts";
import { type AcceptedMagicLink } from "./send-state.ts";
import { writeMagicLinkReturnTo } from "./pending.ts";

/** Longer than the lifetimes of a link and its authorization code. */
const returnToKeptForMs = 60 * 60_000;

/**
 * The result of requesting a Magic Link; it is the same whether or not the address has an account.
 * @param returnTo the path to land on, which the function seals into its cookie
 */
export async function sendMagicLink(
  email: EmailAddress,
  returnTo: ReturnTo | null,
): Promise<{ ok: true; accepted: AcceptedMagicLink } | { ok: false; failure: FunctionFailure }> {
  const body = returnTo === null ? { email } : { email, returnTo };
  const result = await callFunction(magicLinkPaths.send, body, parseSendMagicLinkAnswer);
  if (!result.ok) return result;
  const nowMs = Date.now();
  writeMagicLinkReturnTo(createBrowserStorage("localStorage"), returnTo, nowMs + returnToKeptForMs);
  return {
    ok: true,
    accepted: {
      email,
      nowMs,
      sendAtMs: nowMs + result.value.resendAfterSeconds * 1000,
      expiresAtMs: nowMs + result.value.expiresInSeconds * 1000,
    },
  };
}

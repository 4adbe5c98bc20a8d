import * as v from "valibot";

import { type BrowserStorage } from "../../config/browser-storage.ts";
import { type SignInState } from "./sign-in-state.ts";

const key = "portico:email-code";

const entrySchema = v.object({
  email: v.string(),
  sentCount: v.number(),
  resendAtMs: v.number(),
  expiresAtMs: v.number(),
  mayHoldLink: v.optional(v.boolean(), false),
});

/**
 * The code step of this tab before a reload, or null. Phones unload the page while its user looks for the code in the mail app; the
 * code still works then, without requesting another one.
 */
export function readPendingEmailCode(
  storage: BrowserStorage,
  nowMs: number,
): (SignInState & { step: "oneTimeCode" }) | null {
  let json: unknown;
  try {
    json = JSON.parse(storage.read(key) ?? "null");
  } catch {
    return null;
  }
  const result = v.safeParse(entrySchema, json);
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return {
    step: "oneTimeCode",
    attempt: 0,
    entry: "digits",
    digits: "",
    pairingInput: "",
    activity: "idle",
    failure: null,
    nowMs,
    verifyAtMs: nowMs,
    ...result.output,
  };
}

/** Stores the code step for a reload; at any other step, removes it. */
export function writePendingEmailCode(storage: BrowserStorage, state: SignInState): void {
  if (state.step !== "oneTimeCode" || state.activity === "verified") {
    forgetPendingEmailCode(storage);
    return;
  }
  const { email, sentCount, resendAtMs, expiresAtMs, mayHoldLink } = state;
  storage.write(key, JSON.stringify({ email, sentCount, resendAtMs, expiresAtMs, mayHoldLink }));
}

/** Removes the stored step. */
export function forgetPendingEmailCode(storage: BrowserStorage): void {
  storage.remove(key);
}

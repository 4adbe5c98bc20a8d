import * as v from "valibot";

import { type BrowserStorage, readJson } from "../../config/browser-storage.ts";
import { pendingKeys } from "../pending-entry.ts";
import { buildCodeStep, type CodeStep, type SignInState } from "./sign-in-state.ts";

const key = pendingKeys.emailCode;

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
export function readPendingEmailCode(storage: BrowserStorage, nowMs: number): CodeStep | null {
  const result = v.safeParse(entrySchema, readJson(storage, key));
  if (!result.success || result.output.expiresAtMs <= nowMs) return null;
  return buildCodeStep({ ...result.output, nowMs }, { attempt: 0, sentCount: result.output.sentCount });
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

import * as v from "valibot";

import { type BrowserStorage, readJson } from "../../config/browser-storage.ts";
import { parseSignInAnswer, type SignInStep } from "../../contract/sign-in-step.ts";
import { pendingKeys } from "../pending-entry.ts";
import {
  buildRequiredStep,
  hasEnded,
  isRequiredStep,
  type RequiredStepState,
} from "./required-step-state.ts";
import { type SignInState } from "./sign-in-state.ts";

const key = pendingKeys.requiredStep;

const entrySchema = v.object({ required: v.unknown(), expiresAtMs: v.number() });

/**
 * The required step of this tab before a reload, or null. It has no secret: what continues the sign-in is in the function's cookie.
 */
export function readPendingStep(storage: BrowserStorage, nowMs: number): RequiredStepState | null {
  const entry = v.safeParse(entrySchema, readJson(storage, key));
  if (!entry.success || entry.output.expiresAtMs <= nowMs) return null;
  const answer = parseSignInAnswer(entry.output.required);
  if (answer?.kind !== "step_required") return null;
  const { expiresAtMs } = entry.output;
  return buildRequiredStep(answer.required, { attempt: 0, nowMs, expiresAtMs });
}

/** Stores a required step for a reload; at any other step, removes it. */
export function writePendingStep(storage: BrowserStorage, state: SignInState): void {
  if (!isRequiredStep(state) || state.activity === "continued" || hasEnded(state.failure)) {
    forgetPendingStep(storage);
    return;
  }
  const { email, expiresAtMs } = state;
  const required = { step: describeStep(state), email, expiresInSeconds: 0 };
  storage.write(key, JSON.stringify({ required, expiresAtMs }));
}

export function forgetPendingStep(storage: BrowserStorage): void {
  storage.remove(key);
}

function describeStep(state: RequiredStepState): SignInStep {
  switch (state.step) {
    case "organization":
      return { kind: "choose_organization", organizations: state.organizations };
    case "totp":
      return { kind: "totp" };
    case "verifyEmail":
      return { kind: "verify_email", email: state.mailedTo };
  }
  state satisfies never;
}

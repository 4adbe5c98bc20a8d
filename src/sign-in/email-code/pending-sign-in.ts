import { type BrowserStorage } from "../../config/browser-storage.ts";
import { forgetPendingEmailCode, readPendingEmailCode, writePendingEmailCode } from "./pending-code.ts";
import { forgetPendingStep, readPendingStep, writePendingStep } from "./pending-step.ts";
import { type SignInState } from "./sign-in-state.ts";

/** The step of this tab's sign-in before a reload: a required step or the code step; null if there was none. */
export function readPendingSignIn(storage: BrowserStorage, nowMs: number): SignInState | null {
  return readPendingStep(storage, nowMs) ?? readPendingEmailCode(storage, nowMs);
}

/** Stores the step for a reload. */
export function writePendingSignIn(storage: BrowserStorage, state: SignInState): void {
  writePendingStep(storage, state);
  writePendingEmailCode(storage, state);
}

/** Removes the stored step, after the sign-in has succeeded or was abandoned. */
export function forgetPendingSignIn(storage: BrowserStorage): void {
  forgetPendingStep(storage);
  forgetPendingEmailCode(storage);
}

import { type BrowserStorage } from "../../config/browser-storage.ts";
import { forgetPendingEmailCode, readPendingEmailCode, writePendingEmailCode } from "./pending-code.ts";
import { forgetPendingStep, readPendingStep, writePendingStep } from "./pending-step.ts";
import { type SignInState } from "./sign-in-state.ts";

/** Where this tab was in its sign-in before a reload: at a step behind a code, or at the code; null where it wasn't in any. */
export function readPendingSignIn(storage: BrowserStorage, nowMs: number): SignInState | null {
  return readPendingStep(storage, nowMs) ?? readPendingEmailCode(storage, nowMs);
}

/** Keeps for a reload where the sign-in is. */
export function writePendingSignIn(storage: BrowserStorage, state: SignInState): void {
  writePendingStep(storage, state);
  writePendingEmailCode(storage, state);
}

/** Drops what is kept, once the person is signed in or has turned away. */
export function forgetPendingSignIn(storage: BrowserStorage): void {
  forgetPendingStep(storage);
  forgetPendingEmailCode(storage);
}

import { type Dispatch, useCallback, useLayoutEffect, useReducer } from "react";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseSendEmailCodeAnswer } from "../../contract/email-code.ts";
import { callFunction } from "../../contract/function-call.ts";
import { type ReturnTo } from "../../contract/return-to.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import {
  buildContinueSignInBody,
  type ContinueSignInRequest,
  parseSignInAnswer,
  type SignInAnswer,
} from "../../contract/sign-in-step.ts";
import { parseTypedEmail } from "../address-step.ts";
import { useTicks } from "../use-ticks.ts";
import { forgetPendingSignIn, readPendingSignIn, writePendingSignIn } from "./pending-sign-in.ts";
import {
  buildAcceptedCode,
  isCountingDown,
  methodStep,
  reduceSignIn,
  type SignInEvent,
  type SignInState,
} from "./sign-in-state.ts";

const sessionStorageArea = createBrowserStorage("sessionStorage");

/** The calls behind the forms of an email code; each resolves once the state has changed. */
export type EmailCodeCalls = {
  dispatch: Dispatch<SignInEvent>;
  send: (typedEmail: string) => Promise<void>;
  /** @param typed the mailed digits, or the pairing code that a mailed link shows on another device */
  verify: (typed: string) => Promise<void>;
  /** Answers a step that WorkOS requires after a correct code. */
  continueSignIn: (request: ContinueSignInRequest) => Promise<void>;
};

/**
 * The state of a sign-in by email code and the calls behind its forms.
 * @param onVerified called once, with the session
 * @param returnTo stored with the code, so that it survives this tab
 * @param initialState the first step, unless a step was interrupted by a page load
 * @param invitationToken the invitation to accept with the sign-in
 */
export function useEmailCode(
  onVerified: (answer: SessionAnswer) => void,
  returnTo: ReturnTo | null,
  initialState: SignInState = methodStep,
  invitationToken: string | null = null,
): [SignInState, EmailCodeCalls] {
  const [state, dispatch] = useReducer(reduceSignIn, initialState);
  const attempt = state.attempt + 1;
  const expectedEmail = "email" in state ? state.email : undefined;

  // In an effect, because the page is also rendered at build time, without storage.
  useLayoutEffect(() => {
    const pending = readPendingSignIn(sessionStorageArea, Date.now());
    if (pending !== null) dispatch({ type: "restored", state: pending });
  }, []);

  // Together with the commit: a delayed write of a countdown would restore the step that a correct code has ended.
  useLayoutEffect(() => writePendingSignIn(sessionStorageArea, state), [state]);

  useTicks(isCountingDown(state), dispatch);

  const send = useCallback(
    async (typedEmail: string) => {
      const typed = parseTypedEmail(typedEmail);
      if (!typed.ok) return dispatch(typed.refused);
      const { email } = typed;
      dispatch({ type: "sendBegun", attempt });
      const body = {
        email,
        ...(returnTo !== null && { returnTo }),
        ...(invitationToken !== null && { invitationToken }),
      };
      const result = await callFunction(apiPaths.sendEmailCode, body, parseSendEmailCodeAnswer);
      const nowMs = Date.now();
      if (!result.ok) return dispatch({ type: "sendFailed", attempt, failure: result.failure, nowMs });
      return dispatch({ type: "sendAccepted", attempt, ...buildAcceptedCode(email, result.value, nowMs) });
    },
    [attempt, returnTo, invitationToken],
  );

  const takeAnswer = useCallback(
    (answer: SignInAnswer, done: "verified" | "continued") => {
      if (answer.kind === "step_required")
        return dispatch({ type: "stepRequired", attempt, required: answer.required, nowMs: Date.now() });
      dispatch({ type: done, attempt });
      // Not only in the effect above, because onVerified may unmount this page before effects run.
      forgetPendingSignIn(sessionStorageArea);
      return onVerified(answer.session);
    },
    [attempt, onVerified],
  );

  const verify = useCallback(
    async (typed: string) => {
      dispatch({ type: "verifyBegun", attempt });
      const result = await callFunction(
        apiPaths.verifyEmailCode,
        { code: typed, expectedEmail },
        parseSignInAnswer,
      );
      return result.ok
        ? takeAnswer(result.value, "verified")
        : dispatch({ type: "verifyFailed", attempt, failure: result.failure, nowMs: Date.now() });
    },
    [attempt, expectedEmail, takeAnswer],
  );

  const continueSignIn = useCallback(
    async (request: ContinueSignInRequest) => {
      const organizationId = request.kind === "choose_organization" ? request.organizationId : null;
      dispatch({ type: "continueBegun", attempt, organizationId });
      const body = buildContinueSignInBody({ ...request, expectedEmail });
      const result = await callFunction(apiPaths.continueSignIn, body, parseSignInAnswer);
      return result.ok
        ? takeAnswer(result.value, "continued")
        : dispatch({ type: "continueFailed", attempt, failure: result.failure, nowMs: Date.now() });
    },
    [attempt, expectedEmail, takeAnswer],
  );

  return [state, { dispatch, send, verify, continueSignIn }];
}

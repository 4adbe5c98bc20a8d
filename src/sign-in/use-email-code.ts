import { type Dispatch, useCallback, useEffect, useLayoutEffect, useReducer } from "react";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { parseEmailAddress } from "../contract/email-address.ts";
import { parseSendEmailCodeAnswer } from "../contract/email-code.ts";
import { callFunction } from "../contract/function-call.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";
import {
  buildContinueSignInBody,
  type ContinueSignInRequest,
  parseSignInAnswer,
} from "../contract/sign-in-step.ts";
import { forgetPendingSignIn, readPendingSignIn, writePendingSignIn } from "./pending-sign-in.ts";
import {
  isCountingDown,
  methodStep,
  reduceSignIn,
  type SignInEvent,
  type SignInState,
} from "./sign-in-state.ts";

const sessionStorageArea = createBrowserStorage("sessionStorage");

/** What the sign-in page's forms can ask for; each resolves when the state stands. */
export type EmailCodeCalls = {
  dispatch: Dispatch<SignInEvent>;
  send: (typedEmail: string) => Promise<void>;
  /** @param typed the mailed digits, or what a mailed link showed on another device */
  verify: (typed: string) => Promise<void>;
  /** Answers the step behind a right code. */
  goOn: (request: ContinueSignInRequest) => Promise<void>;
};

/**
 * The sign-in page's state and the calls behind its forms.
 * @param onVerified takes the session; called once, when a code was right
 * @param returnTo where the person wants to go; travels with the code, so that it outlives this tab
 * @param initialState the step to begin with, where there is no pending one
 * @param invitationToken goes to WorkOS with the code, which takes the invitation
 */
export function useEmailCode(
  onVerified: (answer: SessionAnswer) => void,
  returnTo: ReturnTo | null,
  initialState: SignInState = methodStep,
  invitationToken: string | null = null,
): [SignInState, EmailCodeCalls] {
  const [state, dispatch] = useReducer(reduceSignIn, initialState);
  const attempt = state.attempt + 1;

  // In an effect and not while rendering, because the page is rendered at build time too, where there is nothing to read.
  useLayoutEffect(() => {
    const pending = readPendingSignIn(sessionStorageArea, Date.now());
    if (pending !== null) dispatch({ type: "restored", state: pending });
  }, []);

  // With the commit and not after it: a countdown's write that was put off would bring back the step that a right code has ended.
  useLayoutEffect(() => writePendingSignIn(sessionStorageArea, state), [state]);

  const isCounting = isCountingDown(state);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => dispatch({ type: "ticked", nowMs: Date.now() }), 1000);
    return () => clearInterval(timer);
  }, [isCounting]);

  const send = useCallback(
    async (typedEmail: string) => {
      if (typedEmail.trim() === "") return dispatch({ type: "emailRefused", reason: "missing" });
      const email = parseEmailAddress(typedEmail);
      if (email === null) return dispatch({ type: "emailRefused", reason: "invalid" });
      dispatch({ type: "sendBegun", attempt });
      const body = {
        email,
        ...(returnTo !== null && { returnTo }),
        ...(invitationToken !== null && { invitationToken }),
      };
      const result = await callFunction(apiPaths.sendEmailCode, body, parseSendEmailCodeAnswer);
      const nowMs = Date.now();
      if (!result.ok) return dispatch({ type: "sendFailed", attempt, failure: result.failure, nowMs });
      return dispatch({
        type: "sendAccepted",
        attempt,
        email,
        nowMs,
        resendAtMs: nowMs + result.value.resendAfterSeconds * 1000,
        expiresAtMs: nowMs + result.value.expiresInSeconds * 1000,
        mayHoldLink: result.value.mayHoldLink,
      });
    },
    [attempt, returnTo, invitationToken],
  );

  const finish = useCallback(
    (session: SessionAnswer) => {
      // Here and not only in the effect above: taking the session may unmount this page before effects run.
      forgetPendingSignIn(sessionStorageArea);
      onVerified(session);
    },
    [onVerified],
  );

  const verify = useCallback(
    async (typed: string) => {
      dispatch({ type: "verifyBegun", attempt });
      const result = await callFunction(apiPaths.verifyEmailCode, { code: typed }, parseSignInAnswer);
      if (!result.ok)
        return dispatch({ type: "verifyFailed", attempt, failure: result.failure, nowMs: Date.now() });
      if (result.value.kind === "step_required") {
        const { required } = result.value;
        return dispatch({ type: "stepRequired", attempt, required, nowMs: Date.now() });
      }
      dispatch({ type: "verified", attempt });
      return finish(result.value.session);
    },
    [attempt, finish],
  );

  const goOn = useCallback(
    async (request: ContinueSignInRequest) => {
      const organizationId = request.kind === "choose_organization" ? request.organizationId : null;
      dispatch({ type: "continueBegun", attempt, organizationId });
      const body = buildContinueSignInBody(request);
      const result = await callFunction(apiPaths.continueSignIn, body, parseSignInAnswer);
      if (!result.ok)
        return dispatch({ type: "continueFailed", attempt, failure: result.failure, nowMs: Date.now() });
      if (result.value.kind === "step_required") {
        const { required } = result.value;
        return dispatch({ type: "stepRequired", attempt, required, nowMs: Date.now() });
      }
      dispatch({ type: "continued", attempt });
      return finish(result.value.session);
    },
    [attempt, finish],
  );

  return [state, { dispatch, send, verify, goOn }];
}

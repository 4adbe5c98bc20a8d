import { useCallback, useReducer } from "react";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { apiPaths } from "../../contract/api-paths.ts";
import { parseRedeemEmailLinkAnswer } from "../../contract/email-link.ts";
import { type EmailLinkToken } from "../../contract/email-link-token.ts";
import { callFunction } from "../../contract/function-call.ts";
import { type SessionAnswer } from "../../contract/session.ts";
import { forgetPendingSignIn } from "../email-code/pending-sign-in.ts";
import { beginEmailLink, type EmailLinkState, reduceEmailLink } from "./state.ts";

/**
 * The state of the page that a mailed link opens, and the call behind its button.
 * @param onSignedIn called once with the session, in the browser that requested the link
 */
export function useEmailLinkRedemption(
  token: EmailLinkToken | null,
  onSignedIn: (answer: SessionAnswer) => void,
): [EmailLinkState, () => Promise<void>] {
  const [state, dispatch] = useReducer(reduceEmailLink, token, beginEmailLink);
  const usable = state.step === "ready" || state.step === "failed" ? state.token : null;

  const redeem = useCallback(async () => {
    if (usable === null) return;
    dispatch({ type: "redeemBegun" });
    const result = await callFunction(
      apiPaths.redeemEmailLink,
      { token: usable },
      parseRedeemEmailLinkAnswer,
    );
    if (!result.ok) return dispatch({ type: "redeemFailed", failure: result.failure });
    dispatch({ type: "redeemAnswered", answer: result.value, nowMs: Date.now() });
    if (result.value.kind !== "signed_in") return;
    forgetPendingSignIn(createBrowserStorage("sessionStorage"));
    onSignedIn(result.value.session);
  }, [usable, onSignedIn]);

  return [state, redeem];
}

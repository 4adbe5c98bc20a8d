import { useCallback, useEffect, useReducer, useRef } from "react";

import { callFunction } from "../../contract/function-call.ts";
import { magicLinkPaths, type MagicLinkAuthorization } from "../../function/features/magic-link/contract.ts";
import { parseSessionAnswer, type SessionAnswer } from "../../contract/session.ts";
import {
  beginMagicLinkRedemption,
  type MagicLinkRedemptionState,
  reduceMagicLinkRedemption,
} from "./redemption-state.ts";
import { type MagicLinkResponse } from "./take-response.ts";

/**
 * The state of a Magic Link's callback page, and a call that tries again. The authorization code is redeemed without a click, because
 * the function accepts it only from the browser that requested the link: a mail scanner that runs scripts can't use it.
 * @param onSignedIn called once, with the session
 */
export function useMagicLinkRedemption(
  response: MagicLinkResponse,
  onSignedIn: (answer: SessionAnswer) => void,
): [MagicLinkRedemptionState, () => void] {
  const [state, dispatch] = useReducer(reduceMagicLinkRedemption, response, beginMagicLinkRedemption);
  const takeSession = useRef(onSignedIn);
  useEffect(() => {
    takeSession.current = onSignedIn;
  });

  const authorization = state.step === "redeeming" ? state.authorization : null;
  // An authorization code works once, and StrictMode runs effects twice.
  const underWay = useRef<MagicLinkAuthorization | null>(null);
  useEffect(() => {
    if (authorization === null || underWay.current === authorization) return;
    underWay.current = authorization;
    const redeem = async () => {
      const { authorizationCode, oauthState } = authorization;
      const body = { code: authorizationCode, state: oauthState };
      const result = await callFunction(magicLinkPaths.redeem, body, parseSessionAnswer);
      underWay.current = null;
      if (!result.ok) return dispatch({ type: "redeemFailed", failure: result.failure });
      dispatch({ type: "redeemed" });
      return takeSession.current(result.value);
    };
    void redeem();
  }, [authorization]);

  const retry = useCallback(() => dispatch({ type: "retried" }), []);
  return [state, retry];
}

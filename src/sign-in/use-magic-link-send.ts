import { type Dispatch, useCallback, useEffect, useLayoutEffect, useReducer } from "react";

import { createBrowserStorage } from "../config/browser-storage.ts";
import { parseEmailAddress } from "../contract/email-address.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import {
  awayFromMagicLink,
  type MagicLinkSendEvent,
  type MagicLinkSendState,
  reduceMagicLinkSend,
} from "./magic-link-send-state.ts";
import { forgetPendingMagicLink, readPendingMagicLink, writePendingMagicLink } from "./pending-magic-link.ts";
import { sendMagicLink } from "./send-magic-link.ts";
import { countRemainingSeconds } from "./sign-in-state.ts";

const ownTab = createBrowserStorage("sessionStorage");

/** What the forms of a Magic Link can ask for. */
export type MagicLinkSendCalls = {
  dispatch: Dispatch<MagicLinkSendEvent>;
  send: (typedEmail: string) => Promise<void>;
};

/**
 * The steps of asking for a Magic Link, and the call behind them. The link itself opens elsewhere; this tab hears of the session
 * from there.
 * @param returnTo where the person wants to go
 */
export function useMagicLinkSend(returnTo: ReturnTo | null): [MagicLinkSendState, MagicLinkSendCalls] {
  const [state, dispatch] = useReducer(reduceMagicLinkSend, awayFromMagicLink);
  const attempt = state.attempt + 1;

  // In an effect and not while rendering, because the page is rendered at build time too, where there is nothing to read.
  useLayoutEffect(() => {
    const pending = readPendingMagicLink(ownTab, Date.now());
    if (pending !== null) dispatch({ type: "restored", state: pending });
  }, []);

  // Kept for a reload alone, which runs no clean-up: who leaves this page otherwise is through, or has given up.
  useEffect(() => {
    writePendingMagicLink(ownTab, state);
    return () => forgetPendingMagicLink(ownTab);
  }, [state]);

  const isCounting = state.step !== "away" && countRemainingSeconds(state.sendAtMs, state.nowMs) > 0;
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
      const result = await sendMagicLink(email, returnTo);
      return result.ok
        ? dispatch({ type: "sendAccepted", attempt, ...result.accepted })
        : dispatch({ type: "sendFailed", attempt, failure: result.failure, nowMs: Date.now() });
    },
    [attempt, returnTo],
  );

  return [state, { dispatch, send }];
}

import { type Dispatch, useCallback, useEffect, useReducer } from "react";

import { createBrowserStorage } from "../../config/browser-storage.ts";
import { type ReturnTo } from "../../contract/return-to.ts";
import { buildAddressStep, countRemainingSeconds, parseTypedEmail } from "../address-step.ts";
import { useTicks } from "../use-ticks.ts";
import { forgetPendingMagicLink, readPendingMagicLink, writePendingMagicLink } from "./pending.ts";
import { type MagicLinkSendEvent, type MagicLinkSendState, reduceMagicLinkSend } from "./send-state.ts";
import { sendMagicLink } from "./send.ts";

const ownTab = createBrowserStorage("sessionStorage");

export type MagicLinkSendCalls = {
  dispatch: Dispatch<MagicLinkSendEvent>;
  send: (typedEmail: string) => Promise<void>;
};

/**
 * The state of requesting a Magic Link, and the calls behind its forms. The link opens in another tab, which tells this one about the
 * session.
 * @param initialEmail initial value of the address field, unless a step was interrupted by a page load
 */
export function useMagicLinkSend(
  initialEmail: string,
  returnTo: ReturnTo | null,
): [MagicLinkSendState, MagicLinkSendCalls] {
  const [state, dispatch] = useReducer(
    reduceMagicLinkSend,
    initialEmail,
    (email) => readPendingMagicLink(ownTab, Date.now()) ?? buildAddressStep(0, email),
  );
  const attempt = state.attempt + 1;

  // Only a reload, which runs no clean-up, leaves the step in storage: leaving the panel means that the person is signed in or gave up.
  useEffect(() => {
    writePendingMagicLink(ownTab, state);
    return () => forgetPendingMagicLink(ownTab);
  }, [state]);

  useTicks(countRemainingSeconds(state.sendAtMs, state.nowMs) > 0, dispatch);

  const send = useCallback(
    async (typedEmail: string) => {
      const typed = parseTypedEmail(typedEmail);
      if (!typed.ok) return dispatch(typed.refused);
      dispatch({ type: "sendBegun", attempt });
      const result = await sendMagicLink(typed.email, returnTo);
      return result.ok
        ? dispatch({ type: "sendAccepted", attempt, ...result.accepted })
        : dispatch({ type: "sendFailed", attempt, failure: result.failure, nowMs: Date.now() });
    },
    [attempt, returnTo],
  );

  return [state, { dispatch, send }];
}

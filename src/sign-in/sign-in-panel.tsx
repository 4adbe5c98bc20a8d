import { useCallback } from "react";

import { type SignInMethod } from "../config/last-method.ts";
import { type ReturnTo } from "../contract/return-to.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { DepartureButton } from "./departure-button.tsx";
import { EmailCodeEmailForm } from "./email-code-email-form.tsx";
import { MagicLinkPanel } from "./magic-link-panel.tsx";
import { MethodChoice } from "./method-choice.tsx";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { OrganizationForm } from "./organization-form.tsx";
import { StepCodeForm } from "./step-code-form.tsx";
import { TurnedAwayNotice } from "./turned-away-notice.tsx";
import { useDeparture } from "./use-departure.ts";
import { useEmailCode } from "./use-email-code.ts";
import { useFunctionHealth } from "./use-function-health.ts";
import { useMagicLinkSend } from "./use-magic-link-send.ts";

/** What WorkOS's page needs not ask any more. */
export type WorkosHint = { loginHint?: string; organizationId?: string };

type Props = {
  isWorkosConfigured: boolean;
  checkReachability: CheckReachability;
  /** @param hint whom WorkOS should expect, and in which organization, where that is known */
  buildWorkosUrl: (hint: WorkosHint) => Promise<string>;
  onVerified: (answer: SessionAnswer) => void;
  returnTo: ReturnTo | null;
  /** Why the person is here, where that needs a word. */
  notice: string | null;
  areCookiesBlocked: boolean;
  lastMethod: SignInMethod | null;
  /** Stands in the address field to begin with. */
  loginHint: string | null;
  /** The invitation that brought the person here. */
  invitationToken: string | null;
};

/** Everything before a session: the choice of a way in, the e-mail code's two steps, and what may come behind it. */
export function SignInPanel(props: Props) {
  const [state, calls] = useEmailCode(props.onVerified, props.returnTo, undefined, props.invitationToken);
  const [magicLink, magicLinkCalls] = useMagicLinkSend(props.returnTo);
  const { emailCode, offersMagicLink } = useFunctionHealth();
  const { buildWorkosUrl } = props;
  const loginHint = state.step === "turnedAway" ? state.email : null;
  const organizationId = state.step === "turnedAway" ? state.organizationId : null;
  const buildUrl = useCallback(
    () =>
      buildWorkosUrl({
        ...(loginHint !== null && { loginHint }),
        ...(organizationId !== null && { organizationId }),
      }),
    [buildWorkosUrl, loginHint, organizationId],
  );
  const departure = useDeparture({
    isConfigured: props.isWorkosConfigured,
    checkReachability: props.checkReachability,
    buildUrl,
  });
  if (magicLink.step !== "away") return <MagicLinkPanel state={magicLink} calls={magicLinkCalls} />;
  switch (state.step) {
    case "method":
      return (
        <MethodChoice
          notice={props.notice}
          isWorkosConfigured={props.isWorkosConfigured}
          departure={departure}
          emailCode={emailCode}
          areCookiesBlocked={props.areCookiesBlocked}
          lastMethod={props.lastMethod}
          onEmailCode={() => {
            departure.stay();
            calls.dispatch({ type: "emailCodeChosen", email: props.loginHint ?? "" });
          }}
          onMagicLink={
            offersMagicLink
              ? () => {
                  departure.stay();
                  magicLinkCalls.dispatch({ type: "chosen", email: props.loginHint ?? "" });
                }
              : null
          }
        />
      );
    case "email":
      return <EmailCodeEmailForm state={state} calls={calls} place="page" />;
    case "oneTimeCode":
      return <OneTimeCodeForm state={state} calls={calls} place="page" />;
    case "organization":
      return <OrganizationForm state={state} calls={calls} place="page" />;
    case "totp":
    case "verifyEmail":
      return <StepCodeForm key={state.step} state={state} calls={calls} place="page" />;
    case "turnedAway":
      return (
        <TurnedAwayNotice
          state={state}
          calls={calls}
          place="page"
          renderWorkosWay={(label) => (
            <DepartureButton departure={departure} isWorkosConfigured={props.isWorkosConfigured}>
              {label}
            </DepartureButton>
          )}
        />
      );
  }
  state satisfies never;
}

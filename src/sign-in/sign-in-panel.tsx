import { type SignInMethod } from "../config/last-method.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { EmailCodeEmailForm } from "./email-code-email-form.tsx";
import { MagicLinkPanel } from "./magic-link-panel.tsx";
import { MethodChoice } from "./method-choice.tsx";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { useDeparture } from "./use-departure.ts";
import { useEmailCode } from "./use-email-code.ts";
import { useFunctionHealth } from "./use-function-health.ts";
import { useMagicLinkSend } from "./use-magic-link-send.ts";

type Props = {
  isWorkosConfigured: boolean;
  checkReachability: CheckReachability;
  buildWorkosUrl: () => Promise<string>;
  onVerified: (answer: SessionAnswer) => void;
  returnTo: string | null;
  /** Why the person is here, where that needs a word. */
  notice: string | null;
  areCookiesBlocked: boolean;
  lastMethod: SignInMethod | null;
  /** Stands in the address field to begin with. */
  loginHint: string | null;
};

/** Everything before a session: the choice of a way in, and the steps of those that begin with an address. */
export function SignInPanel(props: Props) {
  const [state, calls] = useEmailCode(props.onVerified, props.returnTo);
  const [magicLink, magicLinkCalls] = useMagicLinkSend(props.returnTo);
  const { emailCode, offersMagicLink } = useFunctionHealth();
  const departure = useDeparture({
    isConfigured: props.isWorkosConfigured,
    checkReachability: props.checkReachability,
    buildUrl: props.buildWorkosUrl,
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
  }
  state satisfies never;
}

import { type SignInMethod } from "../config/last-method.ts";
import { type SessionAnswer } from "../contract/session.ts";
import { type CheckReachability } from "../workos/reachability.ts";
import { EmailForm } from "./email-form.tsx";
import { MethodChoice } from "./method-choice.tsx";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { useDeparture } from "./use-departure.ts";
import { useEmailCode } from "./use-email-code.ts";
import { useEmailCodeAvailability } from "./use-email-code-availability.ts";

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

/** Everything before a session: the choice of a way in, and the e-mail code's two steps. */
export function SignInPanel(props: Props) {
  const [state, calls] = useEmailCode(props.onVerified, props.returnTo);
  const emailCode = useEmailCodeAvailability();
  const departure = useDeparture({
    isConfigured: props.isWorkosConfigured,
    checkReachability: props.checkReachability,
    buildUrl: props.buildWorkosUrl,
  });
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
        />
      );
    case "email":
      return <EmailForm state={state} calls={calls} place="page" />;
    case "oneTimeCode":
      return <OneTimeCodeForm state={state} calls={calls} place="page" />;
  }
  state satisfies never;
}

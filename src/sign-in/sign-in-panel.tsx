import { type SessionAnswer } from "../contract/session.ts";
import { EmailForm } from "./email-form.tsx";
import { MethodChoice } from "./method-choice.tsx";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { useEmailCode } from "./use-email-code.ts";

type Props = {
  isWorkosConfigured: boolean;
  /** Leaves for WorkOS; rejects when the sign-in can't be started. */
  startWorkosSignIn: () => Promise<void>;
  onVerified: (answer: SessionAnswer) => void;
  returnTo: string | null;
  /** Why the person is here, where that needs a word. */
  notice: string | null;
};

/** Everything before a session: the choice of a way in, and the e-mail code's two steps. */
export function SignInPanel({ isWorkosConfigured, startWorkosSignIn, onVerified, returnTo, notice }: Props) {
  const [state, calls] = useEmailCode(onVerified, returnTo);
  switch (state.step) {
    case "method":
      return (
        <MethodChoice
          notice={notice}
          isWorkosConfigured={isWorkosConfigured}
          startWorkosSignIn={startWorkosSignIn}
          onEmailCode={() => calls.dispatch({ type: "emailCodeChosen" })}
        />
      );
    case "email":
      return <EmailForm state={state} calls={calls} />;
    case "oneTimeCode":
      return <OneTimeCodeForm state={state} calls={calls} />;
  }
  state satisfies never;
}

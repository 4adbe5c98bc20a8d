import { describeFunctionFailure } from "../config/failure-message.ts";
import { messages } from "../config/messages.ts";
import { EmailForm } from "./email-form.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: SignInState & { step: "email" };
  calls: EmailCodeCalls;
  /** In a dialog the title is the dialog's own, the other way in stands above, and there is no way back to a choice. */
  place: "page" | "dialog";
};

/** Asks for the address that a one-time code is mailed to. */
export function EmailCodeEmailForm({ state, calls, place }: Props) {
  return (
    <EmailForm
      state={state}
      words={messages.emailStep}
      describeFailure={describeFunctionFailure}
      place={place}
      onChange={(email) => calls.dispatch({ type: "emailChanged", email })}
      onSend={(email) => void calls.send(email)}
      onBack={() => calls.dispatch({ type: "wentBack" })}
    />
  );
}

import { type ReactNode } from "react";

import { describeFunctionFailure } from "../../config/failure-message.ts";
import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { EmailForm } from "../email-form.tsx";
import { BlockedNotice } from "./blocked-notice.tsx";
import { OneTimeCodeForm } from "./one-time-code-form.tsx";
import { OrganizationForm } from "./organization-form.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { StepCodeForm } from "./step-code-form.tsx";
import { type EmailCodeCalls } from "./use-email-code.ts";

type Props = {
  state: Exclude<SignInState, { step: "method" }>;
  calls: EmailCodeCalls;
  place: "page" | "dialog";
  /** A link or button to AuthKit with this label; null if there is none. */
  renderWorkosWay: (label: string) => ReactNode;
};

/** The form or notice of the current step of a sign-in by email code. */
export function EmailCodeSteps({ state, calls, place, renderWorkosWay }: Props) {
  switch (state.step) {
    case "email":
      return (
        <EmailForm
          state={state}
          calls={calls}
          words={emailCodeMessages.emailStep}
          describeFailure={describeFunctionFailure}
          onBack={() => calls.dispatch({ type: "wentBack" })}
          place={place}
        />
      );
    case "oneTimeCode":
      return <OneTimeCodeForm state={state} calls={calls} place={place} />;
    case "organization":
      return <OrganizationForm state={state} calls={calls} place={place} />;
    case "totp":
    case "verifyEmail":
      return <StepCodeForm key={state.step} state={state} calls={calls} place={place} />;
    case "blocked":
      return <BlockedNotice state={state} calls={calls} place={place} renderWorkosWay={renderWorkosWay} />;
  }
  state satisfies never;
}

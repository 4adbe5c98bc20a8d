import { type ReactNode } from "react";

import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { Button } from "../../ui/button.tsx";
import { Stack } from "../../ui/stack.tsx";
import { type SignInState } from "./sign-in-state.ts";
import { StepIntro } from "../step-intro.tsx";
import { type EmailCodeCalls } from "./use-email-code.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

type Props = {
  state: SignInState & { step: "blocked" };
  calls: EmailCodeCalls;
  place: "page" | "dialog";
  /** A link or button to AuthKit with this label; null if there is none. */
  renderWorkosWay: (label: string) => ReactNode;
};

/** Explains why a correct code isn't enough, and offers the way in that works instead. */
export function BlockedNotice({ state, calls, place, renderWorkosWay }: Props) {
  const { reason } = state;
  const words = emailCodeMessages.blocked[reason];
  return (
    <Stack gap="large">
      <StepIntro title={words.title} place={place} takesFocus>
        {words.text(formatEmailAddress(state.email))}
      </StepIntro>
      <Stack gap="medium">
        {words.way !== null && renderWorkosWay(words.way)}
        <Button
          look={words.way === null ? "primary" : "quiet"}
          onClick={() => calls.dispatch({ type: "addressChangeAsked" })}
        >
          {emailCodeMessages.codeStep.changeAddress}
        </Button>
      </Stack>
    </Stack>
  );
}

import { messages } from "../config/messages.ts";
import { describeMagicLinkFailure } from "./describe-magic-link-failure.ts";
import { EmailForm } from "./email-form.tsx";
import { MagicLinkSent } from "./magic-link-sent.tsx";
import { type MagicLinkSendState } from "./magic-link-send-state.ts";
import { type MagicLinkSendCalls } from "./use-magic-link-send.ts";

type Props = { state: Exclude<MagicLinkSendState, { step: "away" }>; calls: MagicLinkSendCalls };

/** The two steps of asking for a WorkOS Magic Link. */
export function MagicLinkPanel({ state, calls }: Props) {
  switch (state.step) {
    case "email":
      return (
        <EmailForm
          state={state}
          words={messages.magicLink.emailStep}
          describeFailure={describeMagicLinkFailure}
          place="page"
          onChange={(email) => calls.dispatch({ type: "emailChanged", email })}
          onSend={(email) => void calls.send(email)}
          onBack={() => calls.dispatch({ type: "wentBack" })}
        />
      );
    case "sent":
      return <MagicLinkSent state={state} calls={calls} />;
  }
  state satisfies never;
}

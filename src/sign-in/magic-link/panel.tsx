import { EmailForm } from "../email-form.tsx";
import { type WayPanelProps } from "../way-in.ts";
import { describeMagicLinkFailure } from "./describe-failure.ts";
import { magicLinkMessages } from "./messages.ts";
import { MagicLinkSent } from "./sent.tsx";
import { useMagicLinkSend } from "./use-send.ts";

/** Asks for an address, requests a Magic Link for it, and says where to open the link. */
export function MagicLinkPanel({ email, returnTo, onBack }: Omit<WayPanelProps, "onSignedIn">) {
  const [state, calls] = useMagicLinkSend(email, returnTo);
  switch (state.step) {
    case "email":
      return (
        <EmailForm
          state={state}
          calls={calls}
          words={magicLinkMessages.emailStep}
          describeFailure={describeMagicLinkFailure}
          onBack={onBack}
          place="page"
        />
      );
    case "sent":
      return <MagicLinkSent state={state} calls={calls} onBack={onBack} />;
  }
  state satisfies never;
}

import { emailCodeMessages } from "../../config/messages/email-code.ts";
import { Button } from "../../ui/button.tsx";
import { Lead } from "../../ui/lead.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Stack } from "../../ui/stack.tsx";
import { useAfter } from "../../ui/use-after.ts";
import { countRemainingSeconds } from "../address-step.ts";
import { describeReference } from "../describe-reference.ts";
import { slowAfterMs } from "../slow-after.ts";
import { StepIntro } from "../step-intro.tsx";
import { withoutWait } from "../without-wait.ts";
import { describeMagicLinkFailure } from "./describe-failure.ts";
import { magicLinkMessages } from "./messages.ts";
import { type SentStep } from "./send-state.ts";
import { type MagicLinkSendCalls } from "./use-send.ts";
import { formatEmailAddress } from "../../contract/readable-email-address.ts";

type Props = { state: SentStep; calls: MagicLinkSendCalls; onBack: () => void };

/** Says where to open the Magic Link, and offers to send another one. */
export function MagicLinkSent({ state, calls, onBack }: Props) {
  const { sent } = magicLinkMessages;
  const isSlow = useAfter(slowAfterMs, state.isSending);
  const remainingSeconds = countRemainingSeconds(state.sendAtMs, state.nowMs);
  return (
    <Stack gap="large">
      <StepIntro title={sent.title} place="page" takesFocus>
        <span role="status">
          {(state.sentCount > 1 ? sent.sentAgainTo : sent.sentTo)(formatEmailAddress(state.email))}
        </span>
      </StepIntro>
      {state.failure !== null && (
        <Notice tone="problem" reference={describeReference(state.failure)}>
          {describeMagicLinkFailure(withoutWait(state.failure))}
        </Notice>
      )}
      <Stack gap="medium">
        <Button
          look="secondary"
          disabled={remainingSeconds > 0}
          isBusy={state.isSending}
          busyLabel={isSlow ? emailCodeMessages.emailStep.slow : emailCodeMessages.emailStep.busy}
          onClick={() => void calls.send(state.email)}
        >
          {remainingSeconds > 0 ? sent.resendIn(remainingSeconds) : sent.resend}
        </Button>
        <Button look="quiet" onClick={() => calls.dispatch({ type: "addressChangeAsked" })}>
          {sent.changeAddress}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {sent.anotherWay}
        </Button>
      </Stack>
      <Lead size="small">{sent.usedUp}</Lead>
    </Stack>
  );
}

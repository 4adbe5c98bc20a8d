import { messages } from "../config/messages.ts";
import { Button } from "../ui/button.tsx";
import { Lead } from "../ui/lead.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stack } from "../ui/stack.tsx";
import { useAfter } from "../ui/use-after.ts";
import { describeMagicLinkFailure } from "./describe-magic-link-failure.ts";
import { describeReference } from "./describe-reference.ts";
import { type MagicLinkSendState } from "./magic-link-send-state.ts";
import { countRemainingSeconds } from "./sign-in-state.ts";
import { slowAfterMs } from "./slow-after.ts";
import { StepIntro } from "./step-intro.tsx";
import { type MagicLinkSendCalls } from "./use-magic-link-send.ts";
import { withoutWait } from "./without-wait.ts";

type Props = { state: MagicLinkSendState & { step: "sent" }; calls: MagicLinkSendCalls };

/** A Magic Link is on its way: where it has to be opened, and what else there is. */
export function MagicLinkSent({ state, calls }: Props) {
  const { sent } = messages.magicLink;
  const isSlow = useAfter(slowAfterMs, state.isSending);
  const remainingSeconds = countRemainingSeconds(state.sendAtMs, state.nowMs);
  return (
    <Stack gap="large">
      <StepIntro title={sent.title} place="page" takesFocus>
        <span role="status">
          {state.sentCount > 1 ? sent.sentAgainTo(state.email) : sent.sentTo(state.email)}
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
          busyLabel={isSlow ? messages.emailStep.slow : messages.emailStep.busy}
          onClick={() => void calls.send(state.email)}
        >
          {remainingSeconds > 0 ? sent.resendIn(remainingSeconds) : sent.resend}
        </Button>
        <Button look="quiet" onClick={() => calls.dispatch({ type: "addressChangeAsked" })}>
          {sent.changeAddress}
        </Button>
        <Button look="quiet" onClick={() => calls.dispatch({ type: "wentBack" })}>
          {sent.anotherWay}
        </Button>
      </Stack>
      <Lead size="small">{sent.usedUp}</Lead>
    </Stack>
  );
}
